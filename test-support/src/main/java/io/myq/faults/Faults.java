package io.myq.faults;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The rules in force for all connections of a proxied cluster. Several rules may take one frame; they are applied in the
 * order in which they were added, until one of them drops it.
 *
 * <p>Any thread.
 */
public final class Faults {

    private final CopyOnWriteArrayList<Rule> rules = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<Throwable> failures = new CopyOnWriteArrayList<>();

    Faults() {}

    /** Puts a rule in force. It counts from now on. */
    public Rule add(Match match, Action action) {
        Rule rule = new Rule(this, match, action);
        rules.add(rule);
        return rule;
    }

    /** Ends all rules; what they held goes on. */
    public void clear() {
        List.copyOf(rules).forEach(Rule::close);
    }

    /** What rules threw since the last call. A connection on which one throws is closed. */
    List<Throwable> takeFailures() {
        List<Throwable> taken = List.copyOf(failures);
        failures.removeAll(taken);
        return taken;
    }

    void remove(Rule rule) {
        rules.remove(rule);
    }

    /** What becomes of a frame. May wait for as long as rules say. */
    Passage pass(Frame frame) throws InterruptedException {
        Passage passage = new Passage(frame);
        for (Rule rule : rules) {
            if (passage.dropped()) {
                break;
            }
            try {
                rule.apply(passage);
            } catch (RuntimeException e) {
                failures.add(e);
                throw e;
            }
        }
        return passage;
    }
}
