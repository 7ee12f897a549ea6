package io.myq.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OneNodeIT {
    private static final Duration GENEROUS = Duration.ofSeconds(15);

    private static EmbeddedKafka cluster;
    private static Duration startTime;

    @BeforeAll
    static void startTheCluster() {
        long start = System.nanoTime();
        cluster = EmbeddedKafka.builder().start();
        startTime = Duration.ofNanos(System.nanoTime() - start);
    }

    @AfterAll
    static void closeTheCluster() {
        cluster.close();
    }

    @Test
    void isReadyInSeconds() {
        LoggerFactory.getLogger(OneNodeIT.class).info("one node was ready after {}", startTime);
        assertThat(startTime).isLessThan(GENEROUS);
    }

    @Test
    void carriesRecordsFromProducerToConsumer() throws Exception {
        Witness.send(cluster.bootstrapServers(), "round-trip", "a", "b", "c");

        assertThat(Witness.read(cluster.bootstrapServers(), "round-trip", 3)).containsExactly("a", "b", "c");
    }

    @Test
    void keepsDataAndAddressWhenKilledAndRestarted() throws Exception {
        EmbeddedBroker broker = cluster.broker(1);
        String address = cluster.bootstrapServers();
        long pid = broker.pid();
        Witness.send(address, "durable", "before");

        broker.kill();
        assertThat(broker.isAlive()).isFalse();
        broker.start();

        assertThat(broker.pid()).isNotEqualTo(pid);
        assertThat(cluster.bootstrapServers()).isEqualTo(address);
        Witness.send(address, "durable", "after");
        assertThat(Witness.read(address, "durable", 2)).containsExactly("before", "after");
    }
}
