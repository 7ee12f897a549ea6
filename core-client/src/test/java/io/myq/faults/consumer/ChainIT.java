package io.myq.faults.consumer;

import io.myq.faults.Seed;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * F11, and all that a group promises at once: a chain of three groups whose members come, leave and die, over connections that
 * live for 0.5 to 1.5 s. {@code -Dtest.soak=true} sends 100,000 messages through each.
 */
class ChainIT {

    private static final boolean SOAK = Boolean.getBoolean("test.soak");

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    static Stream<ChainKind> kinds() {
        return ChainKind.all();
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
}
