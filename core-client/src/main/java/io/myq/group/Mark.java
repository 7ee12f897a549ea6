package io.myq.group;

import io.myq.internal.protocol.Uuids;
import io.myq.message.TopicPartition;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * How far one claimed partition is done, and how far that is committed. Marking and rewinding: any thread; the rest is the
 * loop's.
 */
final class Mark {

    private final TopicPartition partition;
    private final Consumer<Mark> onDirty;
    private final AtomicLong marked = new AtomicLong(-1);
    private final AtomicBoolean dirty = new AtomicBoolean();
    private volatile boolean closed;
    /** Transactions of a producer commit offsets of this claim. */
    private volatile boolean transactional;

    private volatile UUID topicId = Uuids.ZERO;
    /** Where the log begins now, until the loop has taken notice of it; -1 for nothing new. */
    private final AtomicLong rewound = new AtomicLong(-1);
    /** The loop's. */
    private long committed = -1;

    /** @param onDirty told, by the marking thread, when there is something to commit that was not there before */
    Mark(TopicPartition partition, Consumer<Mark> onDirty) {
        this.partition = partition;
        this.onDirty = onDirty;
    }

    TopicPartition partition() {
        return partition;
    }

    /** All before this offset is done. Lower ones than before are ignored, and all once the partition was given up. */
    void mark(long offset) {
        long now = marked.get();
        while (offset > now && !closed) {
            if (marked.compareAndSet(now, offset)) {
                if (!dirty.get() && soil()) {
                    onDirty.accept(this);
                }
                return;
            }
            now = marked.get();
        }
    }

    /** Of the topic that the offsets are about; zero while unknown. */
    UUID topicId() {
        return topicId;
    }

    /**
     * Takes notice of the topic's id. No claim runs.
     *
     * @return whether it is another than before: then the topic was created anew, and no offset means anything now
     */
    boolean topicId(UUID id) {
        UUID before = topicId;
        if (id.equals(Uuids.ZERO) || id.equals(before)) {
            return false;
        }
        topicId = id;
        if (before.equals(Uuids.ZERO)) {
            return false;
        }
        marked.set(-1);
        committed = -1;
        return true;
    }

    /** The first offset that is not done; -1 while nothing is known. */
    long marked() {
        return marked.get();
    }

    /** The log no longer has what was marked, so marks begin anew from here. */
    void rewind(long offset) {
        // before the mark, so that who sees the mark sees this
        rewound.set(offset);
        marked.set(offset);
        if (soil()) {
            onDirty.accept(this);
        }
    }

    /** What the group had committed before this claim. */
    void restore(long offset) {
        committed = offset;
        marked.accumulateAndGet(offset, Math::max);
    }

    /**
     * From now on transactions commit offsets of this claim.
     *
     * @return whether {@link #leaveNews} is to be called
     */
    boolean leaveToTransactions() {
        boolean first = !transactional;
        transactional = true;
        return first || dirty.get();
    }

    boolean isTransactional() {
        return transactional;
    }

    /** What was marked until now is not sent again: it might come after what a transaction commits, and undo that. */
    void leaveNews() {
        committed(marked.get());
    }

    /** From now on a higher mark is news again. Before the offset to commit is read. */
    void clean() {
        dirty.set(false);
    }

    /** @return whether it was clean before */
    boolean soil() {
        return dirty.compareAndSet(false, true);
    }

    boolean needsCommit() {
        return !closed && hasNews();
    }

    private boolean hasNews() {
        long now = marked.get();
        takeRewind();
        return now > committed;
    }

    private void takeRewind() {
        long offset = rewound.getAndSet(-1);
        if (offset >= 0) {
            committed = Math.min(committed, offset - 1);
        }
    }

    /** The coordinator has it. Of an offset that the log lost meanwhile this means nothing: a lower one is to follow. */
    void committed(long offset) {
        takeRewind();
        if (offset <= marked.get()) {
            committed = Math.max(committed, offset);
        }
    }

    /** The partition was given up. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** Given up with something marked that was not committed. */
    boolean isLost() {
        return closed && hasNews();
    }

    @Override
    public String toString() {
        return partition + "@" + marked;
    }
}
