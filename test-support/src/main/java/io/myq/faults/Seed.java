package io.myq.faults;

/**
 * The seed of a random test: printed, and the same again with {@code -Dtest.seed=…}.
 *
 * <p>No state, any thread.
 */
public final class Seed {

    private Seed() {}

    /** A new seed, or the one that was asked for; a line on standard output says which. */
    public static long next(String test) {
        long seed = Long.getLong("test.seed", System.nanoTime());
        System.out.println(test + " seed " + seed + " (again with -Dtest.seed=" + seed + ")");
        return seed;
    }
}
