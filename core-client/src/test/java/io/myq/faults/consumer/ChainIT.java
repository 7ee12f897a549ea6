package io.myq.faults.consumer;

import io.myq.faults.Action;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.Seed;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * F11, and all that a group promises at once: a chain of three groups whose members come, leave and die, over connections that
 * live for 0.5 to 1.5 s. {@code -Dtest.soak=true} sends 100,000 messages through each.
 */
class ChainIT {

    private static final boolean SOAK = Boolean.getBoolean("test.soak");
    private static final List<Errors> COMMIT_ERRORS = List.of(
            Errors.REBALANCE_IN_PROGRESS,
            Errors.ILLEGAL_GENERATION,
            Errors.UNKNOWN_MEMBER_ID,
            Errors.COORDINATOR_LOAD_IN_PROGRESS,
            Errors.NOT_COORDINATOR);

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    static Stream<ChainKind> kinds() {
        // both have transactions, and each of them takes as long as two others
        return ChainKind.all().filter(kind -> SOAK || !kind.name().equals("range-transactions"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyMessageReachesEveryLevel(ChainKind kind) throws Exception {
        long seed = Seed.next("ChainIT " + kind);
        long start = System.nanoTime();
        try (Chain chain = new Chain(broker.cluster(), broker.oracle(), kind, "chain-" + kind, seed)) {
            broker.cluster().limitLifetimes(Duration.ofMillis(500), Duration.ofMillis(1_500), seed);
            if (SOAK) {
                chain.run(100_000, 5, Duration.ofSeconds(1));
            } else {
                chain.run(4_000, 1, Duration.ofMillis(200));
            }
            System.out.println("ChainIT " + kind + ": " + chain.check() + "; "
                    + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
        }
    }

    /** F22: whatever the coordinator says to a commit, none goes back, and none passes what is not done. */
    @Test
    void noCommitGoesBackWhileManyAreRefused() throws Exception {
        ChainKind kind = ChainKind.all()
                .filter(each -> each.name().equals("cooperative"))
                .findFirst()
                .orElseThrow();
        long seed = Seed.next("ChainIT refused commits");
        Random random = new Random(seed);
        try (Chain chain = new Chain(broker.cluster(), broker.oracle(), kind, "refused-commits", seed)) {
            for (Errors error : COMMIT_ERRORS) {
                rarely(random, Match.requests(ApiKeys.OFFSET_COMMIT), Actions.refuse(error.code()));
                rarely(random, Match.responses(ApiKeys.OFFSET_COMMIT), Actions.error(error.code()));
            }
            chain.run(3_000, 1, Duration.ofMillis(200));
            System.out.println("ChainIT refused commits: " + chain.check());
        }
    }

    private static void rarely(Random random, Match match, Action action) {
        broker.faults().add(match, (passage, rule) -> {
            if (random.nextInt(4 * COMMIT_ERRORS.size()) == 0) {
                action.apply(passage, rule);
            }
        });
    }
}
