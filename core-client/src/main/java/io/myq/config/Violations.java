package io.myq.config;

import io.myq.error.ConfigurationException;
import io.myq.error.ConfigurationException.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers what is wrong with a Config tree, so that a user sees all of it at once. Owned by the validating thread. */
final class Violations {

    /** Longer ones, in either direction, need not be read as milliseconds, and might not fit. */
    private static final long MOST_SECONDS_AS_MILLIS = Integer.MAX_VALUE;

    private final List<Violation> violations = new ArrayList<>();
    private final List<String> unusable = new ArrayList<>();

    /** For a leaf or branch that no other rule can look at: what they say of it is not told. */
    void unusable(String leaf, String problem) {
        unusable.add(leaf);
        violations.add(new Violation(leaf, problem));
    }

    void require(boolean holds, String leaf, String problem) {
        if (!holds && unusable.stream().noneMatch(broken -> speaksOf(broken, leaf + " " + problem))) {
            violations.add(new Violation(leaf, problem));
        }
    }

    private static boolean speaksOf(String leaf, String text) {
        String words = text.replace("(", "");
        return (" " + words).contains(" " + leaf + " ") || (" " + words).contains(" " + leaf + ".");
    }

    void requirePositive(Duration value, String leaf) {
        require(value.compareTo(Duration.ZERO) > 0, leaf, "must be more than zero, but is " + text(value));
    }

    void requireMoreThan(Duration bound, Duration value, String leaf) {
        require(value.compareTo(bound) > 0, leaf, "must be more than " + text(bound) + ", but is " + text(value));
    }

    void requireNotNegative(Duration value, String leaf) {
        require(!value.isNegative(), leaf, "must not be negative, but is " + text(value));
    }

    void requireNotNegative(long value, String leaf) {
        require(value >= 0, leaf, "must not be negative, but is " + value);
    }

    void requireAtLeastOne(long value, String leaf) {
        require(value > 0, leaf, "must be at least 1, but is " + value);
    }

    /** For what goes onto the wire in milliseconds: less would become zero. */
    void requireMillis(Duration value, String leaf) {
        require(value.compareTo(Duration.ofMillis(1)) >= 0, leaf, "must be at least 1 ms, but is " + text(value));
    }

    /** As people write durations, in the largest unit that takes it whole: {@code 45s}, {@code 100ms}. */
    static String text(Duration value) {
        long seconds = value.getSeconds();
        int nanos = value.getNano();
        if (nanos == 0) {
            return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
        }
        boolean millis =
                nanos % 1_000_000 == 0 && seconds > -MOST_SECONDS_AS_MILLIS && seconds < MOST_SECONDS_AS_MILLIS;
        return millis ? value.toMillis() + "ms" : value.toString();
    }

    void throwIfAny() {
        if (!violations.isEmpty()) {
            List<String> order = Leaves.names();
            violations.sort(Comparator.comparingInt(violation -> order.indexOf(violation.leaf())));
            throw new ConfigurationException(violations);
        }
    }
}
