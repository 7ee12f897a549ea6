package io.myq.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives a decoder spoiled bytes for as long as is asked, and holds it to its limits: it takes them, or refuses them in
 * the way it is meant to, in less than a second, and without more memory than the input can need.
 *
 * <p>All fuzz tests together take {@code -Dtest.fuzz.seconds}, by default 30. Each case has a seed of its own, which a
 * failure names: {@code -Dtest.seed} begins with it. Used by one thread.
 */
public final class Fuzzer {

    private static final double ALL_SHARES = 30;
    private static final Duration LONGEST_CASE = Duration.ofSeconds(1);
    private static final Duration HANGS = Duration.ofSeconds(60);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A decoder. */
    @FunctionalInterface
    public interface Target {
        /** Reads everything that is in the bytes. */
        void read(byte[] bytes);
    }

    /**
     * What is spoiled.
     *
     * @param name says in a failure what it was
     * @param target reads it
     */
    public record Seed(String name, byte[] bytes, Target target) {}

    private final String name;
    private final Class<? extends RuntimeException> refusal;
    private final long always;
    private final long perByte;
    private final Duration time;
    private final long firstSeed = Long.getLong("test.seed", System.nanoTime());
    private final List<Seed> seeds = new ArrayList<>();

    private volatile long caseStarted = System.nanoTime();
    private volatile String current = "nothing yet";
    private long refused;
    private long cases;

    /**
     * @param share of the time, in 30ths
     * @param refusal the only exception that may come out
     * @param always so many bytes may be allocated whatever comes
     * @param perByte so many more for each byte of the input
     */
    public Fuzzer(String name, int share, Class<? extends RuntimeException> refusal, long always, long perByte) {
        this.name = name;
        this.refusal = refusal;
        this.always = always;
        this.perByte = perByte;
        this.time = Duration.ofMillis(
                (long) (Double.parseDouble(System.getProperty("test.fuzz.seconds", "30")) * 1000 * share / ALL_SHARES));
    }

    /** Something to spoil; it must be fine as it is. */
    public void add(Seed seed) {
        seed.target().read(seed.bytes());
        seeds.add(seed);
    }

    /** Returns when the time is up. */
    public void run() throws InterruptedException {
        System.out.println(
                name + ": seed " + firstSeed + ", " + seeds.size() + " frames, for " + time.toMillis() + " ms");
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread worker = new Thread(() -> work(done), "fuzz");
        worker.setDaemon(true);
        worker.start();
        while (true) {
            try {
                done.get(100, TimeUnit.MILLISECONDS);
                System.out.println(name + ": " + cases + " cases, " + refused + " refused");
                return;
            } catch (TimeoutException e) {
                if (System.nanoTime() - caseStarted > HANGS.toNanos()) {
                    AssertionError hang = new AssertionError("It hangs: " + current);
                    hang.setStackTrace(worker.getStackTrace());
                    throw hang;
                }
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause().getMessage(), e.getCause());
            }
        }
    }

    private void work(CompletableFuture<Void> done) {
        try {
            long end = System.nanoTime() + time.toNanos();
            for (long seed = firstSeed; System.nanoTime() < end; seed++) {
                one(seed);
            }
            done.complete(null);
        } catch (Throwable e) {
            // whatever it is, an Error too, it is what this is looking for
            done.completeExceptionally(e);
        }
    }

    private void one(long caseSeed) {
        Random random = new Random(caseSeed);
        Seed seed = seeds.get(random.nextInt(seeds.size()));
        byte[] bytes = new Mutations(random)
                .of(seed.bytes(), seeds.get(random.nextInt(seeds.size())).bytes());
        Repairs.some(random, bytes);
        current = seed.name() + ", -Dtest.seed=" + caseSeed;
        caseStarted = System.nanoTime();
        cases++;
        long most = always + perByte * bytes.length;
        try {
            long allocated = allocatedBy(seed, bytes);
            if (allocated > most) {
                // the JVM's own work, say for a class that is loaded, is not done a second time
                allocated = allocatedBy(seed, bytes);
            }
            if (allocated > most) {
                throw new AssertionError(allocated + " bytes were allocated, for " + bytes.length);
            }
        } catch (Throwable e) {
            throw new AssertionError(
                    name + ": " + current + ": " + e + ": " + HexFormat.of().formatHex(bytes), e);
        }
    }

    private long allocatedBy(Seed seed, byte[] bytes) {
        byte[] input = bytes.clone();
        long cpu = THREADS.getCurrentThreadCpuTime();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            seed.target().read(input);
        } catch (RuntimeException e) {
            if (!refusal.isInstance(e)) {
                throw e;
            }
            refused++;
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        long taken = THREADS.getCurrentThreadCpuTime() - cpu;
        if (taken > LONGEST_CASE.toNanos()) {
            throw new AssertionError("It took " + TimeUnit.NANOSECONDS.toMillis(taken) + " ms");
        }
        return allocated;
    }
}
