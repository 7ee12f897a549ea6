package io.myq.config;

import io.myq.error.ConfigurationException;
import io.myq.error.ConfigurationException.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with a Config tree, so that a user sees all of it at once. Owned by the validating thread. */
final class Violations {

    /** The protocol counts milliseconds in 32 bits. */
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

    private final List<Violation> violations = new ArrayList<>();

    void require(boolean holds, String leaf, String problem) {
        if (!holds) {
            violations.add(new Violation(leaf, problem));
        }
    }

    void requirePositive(Duration value, String leaf) {
        require(value.compareTo(Duration.ZERO) > 0, leaf, "must be more than zero, but is " + value);
    }

    void requireNotNegative(Duration value, String leaf) {
        require(!value.isNegative(), leaf, "must not be negative, but is " + value);
    }

    void requireNotNegative(long value, String leaf) {
        require(value >= 0, leaf, "must not be negative, but is " + value);
    }

    /** For what goes onto the wire in milliseconds: less would become zero. */
    void requireMillis(Duration value, String leaf) {
        require(
                value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(LONGEST) <= 0,
                leaf,
                "must be from 1 ms to " + LONGEST.toMillis() + " ms, but is " + value);
    }

    void throwIfAny() {
        if (!violations.isEmpty()) {
            throw new ConfigurationException(violations);
        }
    }
}
