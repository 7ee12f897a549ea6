package io.myq.testing;

import io.myq.embedded.EmbeddedKafka;
import io.myq.embedded.EmbeddedKafkaBuilder;
import io.myq.faults.Faults;
import io.myq.faults.ProxiedCluster;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * One broker, with a proxy before it and the oracle beside it, for all test classes of a JVM that do it no harm; it ends with
 * the tests. Any thread.
 *
 * <p>These classes see each other's topics, groups and transactional ids. So each test has names that no other has (a topic
 * cannot be created twice), and none says anything of the broker as a whole. Faults of the proxy end with the test.
 */
public final class SharedKafka implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(SharedKafka.class);

    private final int transactionVersion;
    private Running running;

    private SharedKafka(int transactionVersion) {
        this.transactionVersion = transactionVersion;
    }

    /** To be registered as an extension; transactions are those of KIP-890. */
    public SharedKafka() {
        this(2);
    }

    /** The same for another broker, whose transactions are those before KIP-890, and whose groups those before KIP-848. */
    public static SharedKafka withOldTransactions() {
        return new SharedKafka(0);
    }

    /** Whether its transactions are those of KIP-890. */
    public boolean newTransactions() {
        return transactionVersion == 2;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // the root context's store ends with every class where several JVMs take the next one each
        running = context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .computeIfAbsent(
                        "transaction version " + transactionVersion,
                        key -> Running.start(transactionVersion),
                        Running.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        beforeAll(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        heal();
    }

    /** The broker's own address, past the proxy. */
    public String addresses() {
        return kafka().bootstrapServers();
    }

    /** The proxy's address. */
    public String proxied() {
        return cluster().bootstrapServers();
    }

    public EmbeddedKafka kafka() {
        return cluster().kafka();
    }

    public ProxiedCluster cluster() {
        return running.cluster;
    }

    public Faults faults() {
        return cluster().faults();
    }

    public Oracle oracle() {
        return running.oracle;
    }

    /** Ends all faults of the proxy. */
    public void heal() {
        cluster().heal();
    }

    private record Running(ProxiedCluster cluster, Oracle oracle) implements AutoCloseable {

        static Running start(int transactionVersion) {
            EmbeddedKafkaBuilder builder = EmbeddedKafka.builder()
                    // so that a transaction that times out is seen to do so soon
                    .brokerProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", 200)
                    // members of the consumer protocol ask their coordinator for the interval
                    .brokerProperty("group.consumer.heartbeat.interval.ms", 200)
                    .feature("transaction.version", transactionVersion)
                    // one that is old in this as well has only the classic group protocol
                    .feature("group.version", transactionVersion == 0 ? 0 : 1);
            ProxiedCluster cluster = ProxiedCluster.start(builder);
            return new Running(cluster, new Oracle(cluster.kafka().bootstrapServers()));
        }

        @Override
        public void close() {
            oracle.close();
            cluster.close();
        }
    }
}
