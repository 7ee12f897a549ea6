package io.myq.group;

import static io.myq.group.GroupTestBed.LIMIT;
import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.embedded.EmbeddedBroker;
import io.myq.group.GroupStatus.State;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Three brokers: the coordinator is killed, then a leader hands its partitions over in good order. */
class CoordinatorMoveIT {

    @Test
    void keepsItsMembershipAndLosesNoCommit() throws Exception {
        try (GroupTestBed bed = GroupTestBed.started(3)) {
            bed.oracle.createTopic("moves", 6);
            RecordingHandler handler = new RecordingHandler();
            ConsumerGroup group = bed.join(GroupTestBed.config(), "moves", "moves", handler);
            Flow flow = new Flow(bed.oracle, "moves", 60);
            until(() ->
                    handler.messages.size() > 500 && group.status().assigned().size() == 6);
            String memberId = group.status().memberId();

            EmbeddedBroker coordinator = coordinator(bed, group);
            coordinator.kill();
            until(() -> isStable(group) && !coordinator.equals(coordinator(bed, group)));
            goesOn(handler, flow);
            coordinator.start();

            EmbeddedBroker next = coordinator(bed, group);
            next.stop();
            until(() -> isStable(group) && !next.equals(coordinator(bed, group)));
            goesOn(handler, flow);
            flow.close();

            Set<String> positions = new TreeSet<>();
            until(() -> {
                handler.messages.forEach(message -> positions.add(message.position()));
                return positions.size() == flow.sent();
            });
            assertThat(group.status().memberId()).isEqualTo(memberId);
            assertThat(handler.messages)
                    .as("none twice: no claim was disturbed")
                    .hasSize(flow.sent());
            assertThat(group.close(LIMIT)).isTrue();
            Map<?, Long> committed = bed.oracle.committed("moves");
            assertThat(committed.values().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(flow.sent());
            bed.closeClients();
        }
    }

    private static boolean isStable(ConsumerGroup group) {
        GroupStatus status = group.status();
        return status.state() == State.STABLE && status.lastFailure() == null && status.coordinator() != null;
    }

    /** More than what was sent when it was asked. */
    private static void goesOn(RecordingHandler handler, Flow flow) {
        int sent = flow.sent();
        until(() -> handler.messages.size() > sent + 500);
    }

    private static EmbeddedBroker coordinator(GroupTestBed bed, ConsumerGroup group) {
        return bed.kafka.brokers().stream()
                .filter(broker -> (broker.host() + ":" + broker.port())
                        .equals(group.status().coordinator()))
                .findFirst()
                .orElseThrow();
    }
}
