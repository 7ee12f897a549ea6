package io.myq;

import io.myq.config.Config;
import io.myq.consumer.Consumer;
import io.myq.group.ConsumerGroup;
import io.myq.group.OffsetManager;
import io.myq.producer.AsyncProducer;
import io.myq.producer.SyncProducer;
import java.time.Duration;
import java.util.Collection;

/**
 * A client of one cluster: where everything begins. One owner thread serves all that is made from it. Thread-safe.
 *
 * <pre>{@code
 * try (MyqClient client = MyqClient.open(List.of("localhost:9092"), Config.defaults())) {
 *     client.syncProducer().sendMessage(ProducerMessage.of("orders", "hello".getBytes(UTF_8)));
 * }
 * }</pre>
 */
public interface MyqClient extends AutoCloseable {

    /**
     * Opens a client. Returns at once; brokers are contacted in the background, for ever until closed, so this succeeds
     * while they are down. To wait for them, {@link #awaitConnected}.
     *
     * @param addresses at least one, as {@code host:port}; with one that answers the client finds all brokers
     * @throws io.myq.error.ConfigurationException with all that is wrong with the addresses and the configuration
     */
    static MyqClient open(Collection<String> addresses, Config config) {
        return LiveClient.open(addresses, config);
    }

    /**
     * The same, for who has other names for the leaves of the Config tree, or another place for its warnings.
     *
     * @param warnings is told each of {@link Config#warnings()}, which are not logged then; called by this thread, before
     *     anything is opened
     * @throws io.myq.error.ConfigurationException with all that is wrong with the addresses and the configuration
     */
    static MyqClient open(Collection<String> addresses, Config config, java.util.function.Consumer<String> warnings) {
        return LiveClient.open(addresses, config, warnings);
    }

    /**
     * Waits until a broker has described the cluster.
     *
     * @throws io.myq.error.ConnectionException after the timeout: with each address that was tried and what happened there
     * @throws io.myq.error.ClientClosedException when the client was closed or failed
     * @throws InterruptedException when the waiting thread is interrupted
     */
    void awaitConnected(Duration timeout) throws InterruptedException;

    /** The client's producer: the same object at each call, made at the first. */
    AsyncProducer asyncProducer();

    /** The client's producer with waiting. It shares everything with {@link #asyncProducer}. */
    SyncProducer syncProducer();

    /** A new consumer, with connections of its own. The caller closes it; at the latest the client does. */
    Consumer consumer();

    /**
     * A new member of a group, with connections of its own. The caller closes it; at the latest the client does.
     *
     * @param groupId not empty
     */
    ConsumerGroup consumerGroup(String groupId);

    /**
     * Keeps a group's offsets for who reads partitions of his own choice with {@link #consumer}. A new one, with connections of
     * its own. The caller closes it; at the latest the client does.
     *
     * @param groupId not empty
     */
    OffsetManager offsetManager(String groupId);

    /** How the client is now. Never blocks, opens no connection. */
    ClientStatus status();

    /**
     * Closes the groups, consumers and the producer made from this client, then its connections and its thread.
     *
     * @return whether all of them ended in order within the timeout: nothing unsent, nothing uncommitted
     */
    boolean close(Duration timeout);

    /** {@link #close(Duration)} with 30 seconds. */
    @Override
    void close();
}
