package io.myq.faults.producer;

import io.myq.embedded.EmbeddedBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F1 to F4: brokers die, hang and restart, hard and clean, while messages are sent. */
class BrokerOutagesIT {

    private static final int PARTITIONS = 3;

    private final TestBed bed = TestBed.shared();

    @AfterEach
    void recover() {
        bed.recover();
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

    /** How a broker goes down and comes back. */
    private enum Restart {
        /** Killed, and back when others lead. */
        LATE,
        /** Killed, and back at once. */
        HARD,
        CLEAN
    }

    @Test
    void losesAndDoublesNothingInARollingRestartHardOrClean() throws Exception {
        String topic = bed.topic("rolling", PARTITIONS);
        try (Traffic traffic = Traffic.open("rolling")) {
            traffic.start(100, topic);
            traffic.awaitProgress(500);
            for (Restart how : Restart.values()) {
                EmbeddedBroker broker = bed.kafka().broker(bed.leader(topic, how.ordinal()));
                if (how == Restart.CLEAN) {
                    broker.stop();
                } else {
                    broker.kill();
                }
                if (how == Restart.LATE) {
                    traffic.awaitProgress(1_000);
                    traffic.awaitEveryPartition(topic, PARTITIONS);
                }
                broker.start();
                bed.awaitInSync(topic);
                traffic.awaitProgress(100);
            }
            traffic.stop();
            traffic.assertAllAcknowledged();
            traffic.verdict().assertClean();
        }
    }
}
