package io.myq.error;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot work: every violation at once, each naming the leaf of the Config tree it is about. */
public final class ConfigurationException extends MyqException {

    private static final long serialVersionUID = 1L;

    /**
     * One thing that is wrong.
     *
     * @param leaf path in the Config tree, such as {@code Producer.MaxMessageBytes}
     * @param problem what is wrong with its value, and what would be right
     */
    public record Violation(String leaf, String problem) implements java.io.Serializable {}

    private final Violation[] violations;

    /** @param violations at least one */
    public ConfigurationException(List<Violation> violations) {
        super(violations.stream()
                .map(v -> v.leaf() + " " + v.problem())
                .collect(Collectors.joining("; ", "The configuration cannot work: ", "")));
        this.violations = violations.toArray(Violation[]::new);
    }

    /** All violations, in the order of the Config tree; never empty. */
    public List<Violation> violations() {
        return List.of(violations);
    }
}
