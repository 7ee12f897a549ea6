package io.myq.group;

import static io.myq.group.GroupTestBed.LIMIT;
import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.config.GroupProtocol;
import io.myq.embedded.EmbeddedBroker;
import io.myq.group.GroupStatus.State;
import java.util.List;
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
            Flow flow = new Flow(bed.oracle, "moves", 60);
            List<Moved> members = List.of(
                    new Moved(bed, "moves", GroupProtocol.CLASSIC),
                    new Moved(bed, "moves-also", GroupProtocol.CONSUMER));
            ConsumerGroup group = members.get(0).group;

            EmbeddedBroker coordinator = coordinator(bed, group);
            coordinator.kill();
            until(() -> members.stream().allMatch(Moved::isStable) && !coordinator.equals(coordinator(bed, group)));
            members.forEach(member -> member.goesOn(flow));
            coordinator.start();

            EmbeddedBroker next = coordinator(bed, group);
            next.stop();
            until(() -> members.stream().allMatch(Moved::isStable) && !next.equals(coordinator(bed, group)));
            members.forEach(member -> member.goesOn(flow));
            flow.close();
            for (Moved member : members) {
                member.assertUndisturbed(bed, flow.sent());
            }
            bed.closeClients();
        }
    }

    /** The only member of a group, by one of the protocols. */
    private static final class Moved {
        final ConsumerGroup group;
        private final String name;
        private final RecordingHandler handler = new RecordingHandler();
        private final String memberId;

        Moved(GroupTestBed bed, String name, GroupProtocol protocol) throws Exception {
            this.name = name;
            group = bed.join(GroupTestBed.by(protocol), name, "moves", handler);
            until(() ->
                    handler.messages.size() > 500 && group.status().assigned().size() == 6);
            memberId = group.status().memberId();
        }

        boolean isStable() {
            GroupStatus status = group.status();
            return status.state() == State.STABLE && status.lastFailure() == null && status.coordinator() != null;
        }

        /** More than what was sent when it was asked. */
        void goesOn(Flow flow) {
            int sent = flow.sent();
            until(() -> handler.messages.size() > sent + 500);
        }

        void assertUndisturbed(GroupTestBed bed, int sent) throws Exception {
            Set<String> positions = new TreeSet<>();
            until(() -> {
                handler.messages.forEach(message -> positions.add(message.position()));
                return positions.size() == sent;
            });
            assertThat(group.status().memberId()).isEqualTo(memberId);
            assertThat(handler.messages)
                    .as("none twice: no claim was disturbed")
                    .hasSize(sent);
            assertThat(group.close(LIMIT)).isTrue();
            Map<?, Long> committed = bed.oracle.committed(name);
            assertThat(committed.values().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(sent);
        }
    }

    private static EmbeddedBroker coordinator(GroupTestBed bed, ConsumerGroup group) {
        return bed.kafka.brokers().stream()
                .filter(broker -> (broker.host() + ":" + broker.port())
                        .equals(group.status().coordinator()))
                .findFirst()
                .orElseThrow();
    }
}
