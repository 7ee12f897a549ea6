package io.myq.faults;

import java.util.List;

/**
 * What the checker found.
 *
 * <p>Immutable, any thread.
 *
 * @param run what was checked, with its seed and counts
 * @param records of the run in the log
 * @param violations what must not be, one sentence each; empty when all is well
 */
public record Verdict(String run, int records, List<String> violations) {

    private static final int SHOWN = 20;

    /** Whether nothing is wrong. */
    public boolean clean() {
        return violations.isEmpty();
    }

    /**
     * Does nothing when nothing is wrong.
     *
     * @throws AssertionError with the run, its seed and the first violations
     */
    public void assertClean() {
        if (!clean()) {
            throw new AssertionError(this);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder()
                .append(violations.size())
                .append(" violation(s) in ")
                .append(run)
                .append(", ")
                .append(records)
                .append(" record(s) in the log");
        violations.stream()
                .limit(SHOWN)
                .forEach(violation -> text.append("\n  ").append(violation));
        if (violations.size() > SHOWN) {
            text.append("\n  and ").append(violations.size() - SHOWN).append(" more");
        }
        return text.toString();
    }
}
