package io.myq.faults.producer;

import io.myq.embedded.EmbeddedBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F1 to F4: brokers die, hang and restart while messages are sent. */
class BrokerOutagesIT {

    private static final int PARTITIONS = 3;

    private final TestBed bed = TestBed.shared();

    @AfterEach
    void recover() {
        bed.recover();
    }

    @Test
    void losesAndDoublesNothingWhenLeadersAreKilled() throws Exception {
        String topic = bed.topic("killed", PARTITIONS);
        try (Traffic traffic = Traffic.open("killed")) {
            traffic.start(100, topic);
            traffic.awaitProgress(500);
            for (int partition = 0; partition < 2; partition++) {
                EmbeddedBroker leader = bed.kafka().broker(bed.leader(topic, partition));
                leader.kill();
                traffic.awaitProgress(1_000);
                traffic.awaitEveryPartition(topic, PARTITIONS);
                leader.start();
                bed.awaitInSync(topic);
            }
            traffic.stop();
            traffic.assertAllAcknowledged();
            traffic.verdict().assertClean();
        }
    }

    @Test
    void losesAndDoublesNothingWhenALeaderHangsAndComesBack() throws Exception {
        String topic = bed.topic("hung", PARTITIONS);
        try (Traffic traffic = Traffic.open("hung")) {
            traffic.start(100, topic);
            traffic.awaitProgress(500);
            EmbeddedBroker leader = bed.kafka().broker(bed.leader(topic, 0));
            leader.pause();
            try {
                traffic.awaitEveryPartition(topic, PARTITIONS);
            } finally {
                leader.resume();
            }
            bed.awaitInSync(topic);
            traffic.awaitProgress(500);
            traffic.stop();
            traffic.assertAllAcknowledged();
            traffic.verdict().assertClean();
        }
    }

    @Test
    void losesAndDoublesNothingInARollingRestart() throws Exception {
        String topic = bed.topic("rolling", PARTITIONS);
        try (Traffic traffic = Traffic.open("rolling")) {
            traffic.start(100, topic);
            traffic.awaitProgress(500);
            for (EmbeddedBroker broker : bed.kafka().brokers()) {
                broker.restart();
                bed.awaitInSync(topic);
                traffic.awaitProgress(100);
            }
            traffic.stop();
            traffic.assertAllAcknowledged();
            traffic.verdict().assertClean();
        }
    }
}
