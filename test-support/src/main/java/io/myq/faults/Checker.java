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
 * Holds a history against the log: nothing acknowledged may be missing or elsewhere, nothing doubled, out of order, in a topic
 * or partition that was not asked for, or there although it was said not to be.
 *
 * <p>Owned by the thread that checks; one check each.
 */
public final class Checker {

    private final History history;
    private final boolean exactlyOnce;
    private final List<Sent> sent;
    private final List<String> violations = new ArrayList<>();
    /** Where a message was found first, by its number. */
    private final @Nullable LogRecord[] found;
    /** The last message of a sender in a partition. */
    private final Map<Line, Sent> last = new HashMap<>();
    /** The partition of a sender's key. */
    private final Map<KeyLine, Integer> partitionOfKey = new HashMap<>();

    /** In which order is kept. */
    private record Line(String topic, int partition, int sender) {}

    /** Which stays in one partition. */
    private record KeyLine(String topic, String key) {}

    private Checker(History history, boolean exactlyOnce) {
        this.history = history;
        this.exactlyOnce = exactlyOnce;
        this.sent = history.sent();
        this.found = new LogRecord[sent.size()];
    }

    /**
     * For an idempotent producer.
     *
     * @param log what was read from all topics of the run; records of other runs are passed over
     */
    public static Verdict check(History history, List<LogRecord> log) {
        return new Checker(history, true).check(log);
    }

    /** For a producer that is not idempotent: messages may be doubled, and repetitions may come in any order. */
    public static Verdict checkAtLeastOnce(History history, List<LogRecord> log) {
        return new Checker(history, false).check(log);
    }

    private Verdict check(List<LogRecord> log) {
        int records = 0;
        for (LogRecord record : log) {
            Payload payload = Payload.parse(record.value());
            if (payload == null) {
                violations.add("FOREIGN: " + record + " is no message of any run");
            } else if (payload.run().equals(history.run())) {
                records++;
                look(record, payload);
            }
        }
        sent.forEach(this::lookFor);
        history.wrong().forEach(wrong -> violations.add("TWO OUTCOMES: " + wrong));
        return new Verdict(history.toString(), records, List.copyOf(violations));
    }

    private void look(LogRecord record, Payload payload) {
        if (payload.number() < 0 || payload.number() >= sent.size()) {
            violations.add("FOREIGN: " + record + " is message " + payload.number() + ", which was never sent");
            return;
        }
        Sent message = sent.get(payload.number());
        lookAtPlace(record, message);
        if (!Arrays.equals(record.value(), message.value()) || !Objects.equals(record.keyText(), message.key())) {
            violations.add("CORRUPT: " + message + " has another key or value at " + record);
        }
        LogRecord first = found[message.id()];
        if (first == null) {
            found[message.id()] = record;
            lookAtOrder(record, message);
        } else if (exactlyOnce) {
            violations.add("DUPLICATE: " + message + " is at " + first + " and again at " + record);
        } else if (isAcknowledgedAt(record, message)) {
            // the repetition is the one that was acknowledged
            found[message.id()] = record;
        }
    }

    private void lookAtPlace(LogRecord record, Sent message) {
        if (!record.topic().equals(message.topic())) {
            violations.add("WRONG TOPIC: " + message + " is at " + record);
        } else if (message.partition() >= 0 && record.partition() != message.partition()) {
            violations.add("WRONG PARTITION: " + message + " is at " + record);
        } else if (message.partition() < 0 && message.key() != null) {
            Integer before = partitionOfKey.putIfAbsent(new KeyLine(record.topic(), message.key()), record.partition());
            if (before != null && before != record.partition()) {
                violations.add("WRONG PARTITION: " + message + " is at " + record
                        + ", but messages of this key were in partition " + before);
            }
        }
    }

    private void lookAtOrder(LogRecord record, Sent message) {
        Sent before = last.put(new Line(record.topic(), record.partition(), message.sender()), message);
        if (exactlyOnce && before != null && before.id() > message.id()) {
            violations.add("ORDER: " + message + " is at " + record + ", behind " + before);
        }
    }

    private void lookFor(Sent message) {
        LogRecord record = found[message.id()];
        switch (message.outcome()) {
            case NONE -> violations.add("NO OUTCOME: " + message);
            case NOT_WRITTEN -> {
                if (record != null) {
                    violations.add("WRITTEN: " + message + " was said to be not written, but is at " + record);
                }
            }
            case ACKNOWLEDGED -> lookForAcknowledged(message, record);
            default -> {
                // unknown: it may be there or not
            }
        }
    }

    private void lookForAcknowledged(Sent message, @Nullable LogRecord record) {
        if (record == null) {
            violations.add("LOST: " + message + " was acknowledged at " + message.acknowledgedAt()
                    + ", but is not in the log");
        } else if (!isAcknowledgedAt(record, message)) {
            violations.add("WRONG OFFSET: " + message + " was acknowledged at " + message.acknowledgedAt()
                    + ", but is at " + record);
        }
    }

    private static boolean isAcknowledgedAt(LogRecord record, Sent message) {
        Sent.Place place = message.acknowledgedAt();
        return message.outcome() == Outcome.ACKNOWLEDGED
                && place != null
                && place.topic().equals(record.topic())
                && place.partition() == record.partition()
                && (place.offset() == History.NO_OFFSET || place.offset() == record.offset());
    }
}
