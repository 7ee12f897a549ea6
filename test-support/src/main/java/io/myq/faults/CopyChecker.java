package io.myq.faults;

import io.myq.faults.History.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds a topic into which consumers copied what a history's producer sent, key by key, against that history: nothing may be
 * skipped, changed, out of its key's order, or doubled where that is promised.
 *
 * <p>Owned by the thread that checks; one check each.
 */
public final class CopyChecker {

    private final History history;
    private final boolean exactlyOnce;
    private final List<Sent> sent;
    private final List<String> violations = new ArrayList<>();
    /** Where a message was found first, by its number. */
    private final @Nullable LogRecord[] found;
    /** The last message of a key that was there for the first time. */
    private final Map<String, Sent> last = new HashMap<>();

    private final Map<String, Integer> partitionOfKey = new HashMap<>();

    private CopyChecker(History history, boolean exactlyOnce) {
        this.history = history;
        this.exactlyOnce = exactlyOnce;
        this.sent = history.sent();
        this.found = new LogRecord[sent.size()];
    }

    /**
     * For copies that are transactions.
     *
     * @param copies what transactions have committed in one topic, in the order of each partition
     */
    public static Verdict check(History history, List<LogRecord> copies) {
        return new CopyChecker(history, true).check(copies);
    }

    /** For copies that may be doubled; the first of each count for the order. */
    public static Verdict checkAtLeastOnce(History history, List<LogRecord> copies) {
        return new CopyChecker(history, false).check(copies);
    }

    private Verdict check(List<LogRecord> copies) {
        int records = 0;
        for (LogRecord record : copies) {
            Payload payload = Payload.parse(record.value());
            boolean known = payload != null
                    && payload.run().equals(history.run())
                    && payload.number() >= 0
                    && payload.number() < sent.size();
            if (known) {
                records++;
                look(record, sent.get(payload.number()));
            } else {
                violations.add("FOREIGN: " + record + " is no message of the run");
            }
        }
        sent.forEach(this::lookFor);
        return new Verdict(history.toString(), records, List.copyOf(violations));
    }

    private void look(LogRecord record, Sent message) {
        if (!Arrays.equals(record.value(), message.value()) || !Objects.equals(record.keyText(), message.key())) {
            violations.add("CORRUPT: " + message + " has another key or value at " + record);
        }
        String key = String.valueOf(message.key());
        Integer partition = partitionOfKey.putIfAbsent(key, record.partition());
        if (partition != null && partition != record.partition()) {
            violations.add("WRONG PARTITION: " + message + " is at " + record
                    + ", but messages of this key were in partition " + partition);
        }
        LogRecord first = found[message.id()];
        if (first != null) {
            if (exactlyOnce) {
                violations.add("DUPLICATE: " + message + " is at " + first + " and again at " + record);
            }
            return;
        }
        found[message.id()] = record;
        Sent before = last.put(key, message);
        if (before != null && before.id() > message.id()) {
            violations.add("ORDER: " + message + " is at " + record + ", behind " + before);
        }
    }

    private void lookFor(Sent message) {
        boolean there = found[message.id()] != null;
        if (!there && message.outcome() == Outcome.ACKNOWLEDGED) {
            violations.add("SKIPPED: " + message + " was acknowledged, but no copy of it is there");
        } else if (there && message.outcome() == Outcome.NOT_WRITTEN) {
            violations.add(
                    "WRITTEN: " + message + " was said to be not written, but a copy is at " + found[message.id()]);
        }
    }
}
