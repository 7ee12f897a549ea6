package io.myq.faults.consumer;

import static org.awaitility.Awaitility.await;

import io.myq.faults.Seed;
import io.myq.faults.producer.Nemesis;
import io.myq.faults.producer.TestBed;
import io.myq.testing.Oracle;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * F1 to F4, F7 and F17 for groups: while messages go through the chain, brokers that lead its partitions and coordinate its
 * groups, the controller among them, are killed, hang, are restarted, and can be reached in one direction only. {@code
 * -Dtest.soak=true} does so ten times with each kind of member.
 */
class ChainOutagesIT {

    private static final boolean SOAK = Boolean.getBoolean("test.soak");
    private static final List<Nemesis> OUTAGES =
            List.of(Nemesis.BROKER_KILLED, Nemesis.BROKER_HUNG, Nemesis.BLACK_HOLE, Nemesis.BROKER_RESTARTED);
    /** How often all of them happen, each to a broker that is drawn. */
    private static final int ROUNDS = SOAK ? 10 : 1;

    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final TestBed bed = TestBed.shared();
    private final ExecutorService nemesis = Executors.newSingleThreadExecutor();

    @AfterEach
    void recover() {
        nemesis.shutdownNow();
        bed.recover();
    }

    static Stream<ChainKind> kinds() {
        return ChainKind.all().filter(kind -> SOAK || kind.name().equals("cooperative"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyMessageReachesEveryLevel(ChainKind kind) throws Exception {
        long seed = Seed.next("ChainOutagesIT " + kind);
        long start = System.nanoTime();
        try (Oracle oracle = new Oracle(bed.kafka().bootstrapServers());
                Chain chain = new Chain(bed.cluster(), oracle, kind, "outages-" + kind, seed)) {
            Future<?> outages = nemesis.submit(() -> rage(chain, new Random(seed)));
            chain.run(3_000, outages::isDone);
            outages.get(ROUNDS * LIMIT.toSeconds(), TimeUnit.SECONDS);
            System.out.println("ChainOutagesIT " + kind + ": " + chain.check() + "; "
                    + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
        }
    }

    private void rage(Chain chain, Random random) {
        for (int i = 0; i < ROUNDS * OUTAGES.size(); i++) {
            Nemesis outage = OUTAGES.get(i % OUTAGES.size());
            outage.begin(bed, random);
            long end = System.nanoTime() + SHORT.toNanos();
            await().atMost(LIMIT).until(() -> System.nanoTime() >= end);
            outage.end(bed);
            bed.recover();
            chain.topics().forEach(bed::awaitInSync);
        }
    }
}
