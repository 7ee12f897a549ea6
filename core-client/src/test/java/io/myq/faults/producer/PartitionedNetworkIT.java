package io.myq.faults.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.faults.Direction;
import io.myq.faults.Rule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** F7: between the client and one broker nothing comes through, in one direction or in both; what was held comes later. */
class PartitionedNetworkIT {

    private static final int PARTITIONS = 6;

    private final TestBed bed = TestBed.shared();

    @AfterEach
    void recover() {
        bed.recover();
    }

    static List<Set<Direction>> directions() {
        return List.of(EnumSet.of(Direction.REQUEST), EnumSet.of(Direction.RESPONSE), EnumSet.allOf(Direction.class));
    }

    @ParameterizedTest
    @MethodSource("directions")
    void losesAndDoublesNothingBehindABlackHole(Set<Direction> directions) throws Exception {
        String run =
                "black-hole-" + directions.size() + "-" + directions.iterator().next();
        String topic = bed.topic(run, PARTITIONS);
        int cutOff = bed.leader(topic, 0);
        try (Traffic traffic = Traffic.open(run)) {
            traffic.start(100, topic);
            traffic.awaitEveryPartition(topic, PARTITIONS);
            List<Rule> holes = new ArrayList<>();
            directions.forEach(direction -> holes.add(bed.cluster().blackhole(cutOff, direction)));
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> traffic.producer().metrics().retries() > 0);
            assertOthersGoOn(traffic, topic, cutOff);
            holes.forEach(Rule::close);
            traffic.awaitProgress(1_000);
            traffic.stop();
            traffic.assertAllAcknowledged();
            traffic.verdict().assertClean();
        }
    }

    private void assertOthersGoOn(Traffic traffic, String topic, int cutOff) throws Exception {
        List<Integer> others = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (bed.leader(topic, partition) != cutOff) {
                others.add(partition);
            }
        }
        assertThat(others).isNotEmpty();
        long before = acknowledged(traffic, topic, others.stream().mapToInt(Integer::intValue));
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> acknowledged(traffic, topic, others.stream().mapToInt(Integer::intValue)) > before + 200);
    }

    private static long acknowledged(Traffic traffic, String topic, IntStream partitions) {
        return partitions
                .mapToLong(partition -> traffic.acknowledged(topic, partition))
                .sum();
    }
}
