package io.myq.faults;

import io.myq.faults.History.Outcome;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One message of a history: what was asked for, and what became of it.
 *
 * <p>Any thread; its outcome is written once, under the history's lock.
 */
public final class Sent {

    private final int id;
    private final String run;
    private final int sender;
    private final String topic;
    private final int partition;
    private final @Nullable String key;
    private final int bytes;
    private volatile Outcome outcome = Outcome.NONE;
    private volatile @Nullable Place acknowledgedAt;

    /** A place in the log. */
    record Place(String topic, int partition, long offset) {
        @Override
        public String toString() {
            return topic + "-" + partition + (offset == History.NO_OFFSET ? "" : "@" + offset);
        }
    }

    Sent(int id, String run, int sender, String topic, int partition, @Nullable String key, int bytes) {
        Payload.requirePlain(topic);
        if (key != null) {
            Payload.requirePlain(key);
        }
        this.id = id;
        this.run = run;
        this.sender = sender;
        this.topic = topic;
        this.partition = partition;
        this.key = key;
        this.bytes = bytes;
    }

    /** Its number in the history. */
    public int id() {
        return id;
    }

    /** Where it is to go. */
    public String topic() {
        return topic;
    }

    /** The partition that is asked for; -1 for any. */
    public int partition() {
        return partition;
    }

    /** The bytes of its key; {@code null} for none. */
    public byte @Nullable [] keyBytes() {
        return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes of its value, made anew: by them the checker knows it again, wherever it is. */
    public byte[] value() {
        return Payload.of(this);
    }

    /** What the producer has said of it. */
    public Outcome outcome() {
        return outcome;
    }

    String run() {
        return run;
    }

    int sender() {
        return sender;
    }

    @Nullable
    String key() {
        return key;
    }

    int bytes() {
        return bytes;
    }

    void outcome(Outcome is) {
        outcome = is;
    }

    void acknowledgedAt(String atTopic, int atPartition, long atOffset) {
        acknowledgedAt = new Place(atTopic, atPartition, atOffset);
    }

    @Nullable
    Place acknowledgedAt() {
        return acknowledgedAt;
    }

    @Override
    public String toString() {
        String where = partition < 0 ? topic : topic + "-" + partition;
        return "message " + id + " of sender " + sender + " to " + where + (key == null ? "" : " with key " + key);
    }
}
