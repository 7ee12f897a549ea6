package io.myq.faults.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.config.Config;
import io.myq.config.GroupProtocol;
import io.myq.faults.Action;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.consumer.GroupCase.End;
import io.myq.faults.producer.ErrorTable;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * F13 for the requests of groups: every error code once, three times, for ever. The member recovers by itself, or it ends and
 * says why; what passes it outlives. It never hammers the broker, and it never leaves a partition unread without saying so.
 */
class GroupErrorTableIT {

    private static final int MEMBERS = 12;

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private final Queue<Integer> codes = new ConcurrentLinkedQueue<>(ErrorTable.codes());
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    /** Whether a member must outlive it. */
    private static boolean passes(int code) {
        return ErrorTable.retriable(code) || ErrorTable.name(code).equals(Errors.UNKNOWN_SERVER_ERROR.name());
    }

    /**
     * @param anew whether only a new member asks
     * @param action of a code
     */
    private void run(String name, Match match, boolean anew, IntFunction<Action> action) throws Exception {
        run(name, match, anew, action, config -> config);
    }

    private void run(String name, Match match, boolean anew, IntFunction<Action> action, UnaryOperator<Config> change)
            throws Exception {
        long start = System.nanoTime();
        List<Callable<?>> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            String client = name + "-" + i;
            members.add(() -> {
                try (GroupCase member = new GroupCase(broker, client, change)) {
                    for (Integer code = codes.poll(); code != null; code = codes.poll()) {
                        try {
                            meet(member, client, match, anew, code, action.apply(code));
                        } catch (AssertionError e) {
                            wrong.add(e.getMessage());
                            member.abandon();
                        }
                    }
                }
                return null;
            });
        }
        wrong.addAll(ErrorTable.failures(members));
        System.out.println("GroupErrorTableIT " + name + ": "
                + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
        assertThat(wrong).isEmpty();
    }

    private static void meet(GroupCase member, String client, Match match, boolean anew, int code, Action action)
            throws Exception {
        String what = client + " " + ErrorTable.name(code) + " (" + code + ")";
        End end = member.meets(
                what + " for ever",
                code,
                GroupCase.FOR_EVER,
                anew,
                watched(match, code),
                () -> broker.faults().add(match.client(client), action));
        if (passes(code)) {
            assertThat(end).as(what).isEqualTo(End.RECOVERED);
        }
        if (end == End.RECOVERED) {
            for (int times : List.of(1, 3)) {
                End again = member.meets(
                        what + " " + times + " times",
                        code,
                        times,
                        anew,
                        false,
                        () -> broker.faults().add(match.client(client).times(times), action));
                assertThat(again).as(what + " " + times + " times").isEqualTo(End.RECOVERED);
            }
        }
    }

    /** A rebalance and its end by an eviction are nothing unusual; what keeps a partition from being read its reader is told. */
    private static boolean watched(Match match, int code) {
        return !match.apis().contains(ApiKeys.LIST_OFFSETS)
                && (match.apis().contains(ApiKeys.OFFSET_FETCH)
                        || code != Errors.ILLEGAL_GENERATION.code()
                                && code != Errors.UNKNOWN_MEMBER_ID.code()
                                && code != Errors.REBALANCE_IN_PROGRESS.code());
    }

    @Test
    void findCoordinator() throws Exception {
        run("FindCoordinator", Match.requests(ApiKeys.FIND_COORDINATOR), true, Actions::refuse);
    }

    @Test
    void joinGroup() throws Exception {
        run("JoinGroup", Match.requests(ApiKeys.JOIN_GROUP), true, Actions::refuse);
    }

    @Test
    void syncGroup() throws Exception {
        run("SyncGroup", Match.requests(ApiKeys.SYNC_GROUP), true, Actions::refuse);
    }

    @Test
    void heartbeat() throws Exception {
        run("Heartbeat", Match.requests(ApiKeys.HEARTBEAT), false, Actions::refuse);
    }

    @Test
    void consumerGroupHeartbeat() throws Exception {
        run(
                "ConsumerGroupHeartbeat",
                Match.requests(ApiKeys.CONSUMER_GROUP_HEARTBEAT),
                false,
                Actions::refuse,
                config -> config.withConsumer(
                        config.consumer().withGroup(config.consumer().group().withProtocol(GroupProtocol.CONSUMER))));
    }

    @Test
    void offsetCommit() throws Exception {
        run("OffsetCommit", Match.requests(ApiKeys.OFFSET_COMMIT), false, Actions::refuse);
    }

    @Test
    void offsetFetch() throws Exception {
        run("OffsetFetch", Match.requests(ApiKeys.OFFSET_FETCH), true, Actions::refuse);
    }

    @Test
    void offsetFetchOfAPartition() throws Exception {
        run(
                "OffsetFetch-partition",
                Match.responses(ApiKeys.OFFSET_FETCH),
                true,
                code -> Actions.error(code, part -> part instanceof OffsetFetchResponsePartitions));
    }

    @Test
    void listOffsets() throws Exception {
        run("ListOffsets", Match.requests(ApiKeys.LIST_OFFSETS), true, Actions::refuse);
    }
}
