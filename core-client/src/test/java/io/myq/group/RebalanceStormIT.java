package io.myq.group;

import static io.myq.group.GroupTestBed.LIMIT;
import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.balance.BalanceStrategies;
import io.myq.balance.BalanceStrategy;
import io.myq.config.GroupProtocol;
import io.myq.message.ConsumerMessage;
import io.myq.testing.OpenCluster;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Members come and go faster than the group settles, while messages flow. {@code -Dtest.storm.seconds} makes it longer.
 */
class RebalanceStormIT {

    private static final int PARTITIONS = 7;

    @RegisterExtension
    static final GroupTestBed bed = new GroupTestBed();

    @ParameterizedTest
    @ValueSource(strings = {"range", "cooperative-sticky", "consumer protocol"})
    void skipsNothingAndNeverCommitsUndoneWork(String name) throws Exception {
        BalanceStrategy strategy =
                name.equals("range") ? BalanceStrategies.range() : BalanceStrategies.cooperativeSticky();
        GroupProtocol protocol = name.equals("consumer protocol") ? GroupProtocol.CONSUMER : GroupProtocol.CLASSIC;
        String topic = "storm-" + name.replace(' ', '-');
        bed.oracle.createTopic(topic, PARTITIONS);
        Map<Integer, Long> done = new ConcurrentHashMap<>();
        List<RecordingHandler> handlers = new ArrayList<>();
        List<OpenCluster> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(bed.client(GroupTestBed.by(protocol, GroupTestBed.with(strategy))));
        }
        long seed = System.nanoTime();
        System.out.println("RebalanceStormIT " + name + " seed " + seed);
        Random random = new Random(seed);
        ArrayDeque<ConsumerGroup> members = new ArrayDeque<>();
        Map<Integer, Long> committed = new HashMap<>();
        Flow flow = new Flow(bed.oracle, topic, 70);
        try {
            long end = System.nanoTime()
                    + Duration.ofSeconds(Integer.getInteger("test.storm.seconds", 3))
                            .toNanos();
            for (int i = 0; System.nanoTime() < end; i++) {
                if (members.size() < 2 || (members.size() < 4 && random.nextBoolean())) {
                    RecordingHandler handler = new DoneHandler(done);
                    handlers.add(handler);
                    members.add(bed.join(clients.get(i % clients.size()), topic, topic, handler));
                } else {
                    assertThat(members.poll().close(LIMIT)).as("seed %d", seed).isTrue();
                }
                assertCommitsGrow(topic, committed, done);
                int sent = flow.sent();
                int pause = random.nextInt(400);
                until(() -> flow.sent() > sent + pause);
            }
        } finally {
            flow.close();
        }
        Set<String> positions = new TreeSet<>();
        until(() -> {
            handlers.forEach(handler -> handler.messages.forEach(message -> positions.add(message.position())));
            return positions.size() == flow.sent();
        });
        until(() -> GroupTestBed.share(topic, PARTITIONS, members));
        for (ConsumerGroup member : members) {
            assertThat(member.close(LIMIT)).isTrue();
        }
        assertCommitsGrow(topic, committed, done);
        for (int i = 0; i < PARTITIONS; i++) {
            assertThat(bed.committed(topic, topic, i)).isEqualTo(bed.oracle.endOffset(topic, i));
        }
        assertThat(handlers.stream().filter(handler -> handler.overlapped)).isEmpty();
        int delivered =
                handlers.stream().mapToInt(handler -> handler.messages.size()).sum();
        System.out.println("RebalanceStormIT " + name + ": " + handlers.size() + " members, " + positions.size()
                + " messages, " + (delivered - positions.size()) + " twice");
    }

    private static void assertCommitsGrow(String topic, Map<Integer, Long> before, Map<Integer, Long> done)
            throws Exception {
        for (Map.Entry<org.apache.kafka.common.TopicPartition, Long> entry :
                bed.oracle.committed(topic).entrySet()) {
            int partition = entry.getKey().partition();
            assertThat(entry.getValue()).isGreaterThanOrEqualTo(before.getOrDefault(partition, 0L));
            assertThat(entry.getValue()).isLessThanOrEqualTo(done.getOrDefault(partition, 0L));
            before.put(partition, entry.getValue());
        }
    }

    /** Counts as done what it is about to mark. */
    private static final class DoneHandler extends RecordingHandler {
        private final Map<Integer, Long> done;

        DoneHandler(Map<Integer, Long> done) {
            this.done = done;
        }

        @Override
        void handle(ConsumerGroupSession session, ConsumerGroupClaim claim, ConsumerMessage message) throws Exception {
            done.merge(message.partition(), message.offset() + 1, Math::max);
            super.handle(session, claim, message);
        }
    }
}
