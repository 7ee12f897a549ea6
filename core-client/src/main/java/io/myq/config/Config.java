package io.myq.config;

import io.myq.error.ConfigurationException;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * The whole Config tree. Immutable: each {@code with} method returns a changed copy. No duration may be longer than 24 days
 * ({@link Integer#MAX_VALUE} ms). Any thread.
 *
 * @param clientId names this client in the broker's logs and quotas. Default {@code myq}
 * @param net connections
 * @param metadata knowledge of the cluster
 * @param producer sending
 * @param consumer receiving
 * @param threadFactory makes the threads that run application code: callbacks and claims. Default platform daemon threads
 * @param panicHandler told when the client fails as a whole. Default does nothing: the failure is logged in any case
 */
@RecordBuilder
public record Config(
        String clientId,
        NetConfig net,
        MetadataConfig metadata,
        ProducerConfig producer,
        ConsumerConfig consumer,
        ThreadFactory threadFactory,
        PanicHandler panicHandler)
        implements ConfigBuilder.With {

    /** The default of every leaf. */
    public static Config defaults() {
        return new Config(
                "myq",
                NetConfig.defaults(),
                MetadataConfig.defaults(),
                ProducerConfig.defaults(),
                ConsumerConfig.defaults(),
                DaemonThreads.FACTORY,
                (where, cause) -> {});
    }

    /**
     * What works, but probably not as it was meant. Logged once, when a client is opened.
     *
     * @return sentences that name the leaves; none when there is nothing to say
     */
    public List<String> warnings() {
        return Warnings.of(this);
    }

    /**
     * Checks the whole tree.
     *
     * @return this
     * @throws ConfigurationException with all violations at once, each naming its leaf
     */
    public Config validate() {
        Violations violations = new Violations();
        Config usable = Leaves.usable(this, violations);
        usable.net.validate(violations);
        usable.metadata.validate(violations);
        usable.producer.validate(usable.net, violations);
        usable.consumer.validate(violations);
        violations.throwIfAny();
        return this;
    }
}
