package io.myq.faults.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.faults.Seed;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * F45: faults in random rotation, a quarter of the time none, then a last look at the log. A few seconds in the test command;
 * {@code -Dtest.soak=PT30M} makes it a soak.
 */
class SoakIT {

    private static final Duration LENGTH = Duration.parse(System.getProperty("test.soak", "PT6S"));
    /** A run's log is read into memory, so a long soak is several runs. */
    private static final Duration LONGEST_RUN = Duration.ofMinutes(3);

    private final TestBed bed = TestBed.shared();

    @AfterEach
    void recover() {
        bed.recover();
    }

    @Test
    void losesAndDoublesNothingWhateverHappens() throws Exception {
        long seed = Seed.next("SoakIT");
        Random random = new Random(seed);
        long deadline = System.nanoTime() + LENGTH.toNanos();
        for (int run = 1; run == 1 || System.nanoTime() < deadline; run++) {
            long end = Math.min(deadline, System.nanoTime() + LONGEST_RUN.toNanos());
            run("soak-" + run, seed, random, end);
        }
    }

    private void run(String run, long seed, Random random, long deadline) throws Exception {
        String topic = bed.topic(run, 3);
        try (Traffic traffic = Traffic.open(
                run,
                seed,
                config -> config.withProducer(config.producer().withDeliveryTimeout(Duration.ofMinutes(5))))) {
            traffic.start(100, topic);
            traffic.awaitProgress(500);
            while (System.nanoTime() < deadline) {
                Nemesis nemesis = choose(random);
                System.out.println("SoakIT " + run + ": " + nemesis);
                nemesis.begin(bed, random);
                awaitFor(Duration.ofMillis(1_000 + random.nextInt(3_000)));
                nemesis.end(bed);
                bed.recover();
                bed.awaitInSync(topic);
                traffic.awaitProgress(200);
            }
            traffic.stop();
            traffic.assertAllAcknowledged();
            System.out.println("SoakIT " + traffic.history());
            traffic.verdict().assertClean();
        }
    }

    private static Nemesis choose(Random random) {
        Nemesis[] all = Nemesis.values();
        return random.nextInt(4) == 0 ? Nemesis.NOTHING : all[1 + random.nextInt(all.length - 1)];
    }

    private static void awaitFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await().atMost(60, TimeUnit.SECONDS).until(() -> System.nanoTime() >= end);
        assertThat(System.nanoTime()).isGreaterThanOrEqualTo(end);
    }
}
