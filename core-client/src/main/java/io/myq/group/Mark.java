package io.myq.group;

import io.myq.internal.protocol.Uuids;
import io.myq.message.ConsumerMessage;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.TopicPartition;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    /** The loop's: up to where nothing needs to be sent. */
    private long committed = -1;
    /** What the coordinator has, as far as this member knows; -1 for nothing. */
    private volatile long acknowledged = -1;

    /** Where messages may be done in any order. */
    private volatile @Nullable DoneTracker tracker;
    /** Whether they ever might. */
    private volatile boolean tracked;
    /** After the last message that was handed out; written by the thread that does so. */
    private volatile long handedOut = -1;

    /** The first message that was ever handed out. */
    private volatile long begin = -1;

    private volatile @Nullable Note note;
    private final EpochTrail epochs = new EpochTrail();

    /** What was said with a mark: it goes with this offset and no other. */
    private record Note(long offset, String metadata) {}

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
        DoneTracker following = tracker;
        if (following == null) {
            publish(offset);
        } else {
            following.doneUpTo(offset);
        }
    }

    /**
     * This one is done, and says nothing of those before it.
     *
     * @throws IllegalStateException when the claim does not follow that
     */
    void markDone(long offset) {
        DoneTracker following = tracker;
        if (following != null) {
            following.done(offset);
        } else if (!tracked && !closed) {
            throw new IllegalStateException("Messages of " + partition + " are not followed one by one, so offset "
                    + offset + " alone cannot be done. Call trackDone() on the claim before its first poll");
        }
    }

    /**
     * From now on messages may be done in any order. By the thread that hands them out.
     *
     * @param window how many offsets may be outstanding
     * @throws IllegalStateException when messages were handed out that are not done
     */
    void track(int window) {
        if (tracker != null) {
            return;
        }
        if (marked.get() < handedOut) {
            throw new IllegalStateException("Messages of " + partition + " were handed out up to offset "
                    + (handedOut - 1) + ", and are done up to " + (marked.get() - 1)
                    + ": call trackDone() before the first poll");
        }
        tracked = true;
        tracker = new DoneTracker(this, window, marked.get());
    }

    /** Where messages may be done in any order. */
    @Nullable
    DoneTracker tracker() {
        return tracker;
    }

    /** Reading begins anew at what is marked: what was handed out before is handed out again. */
    void newHandout() {
        DoneTracker before = tracker;
        if (before != null) {
            before.end();
        }
        tracker = null;
        handedOut = -1;
    }

    /**
     * These are about to be handed out.
     *
     * @param from where reading was before: what is between there and the first, if anything, may be of its epoch already, and
     *     an offset kept with an older one would seem to lie behind the end of that
     */
    void noteEpoch(List<ConsumerMessage> messages, long from) {
        if (!messages.isEmpty()) {
            begin = begin < 0 ? messages.get(0).offset() : begin;
            // one batch, so one epoch
            epochs.note(from, messages.get(0).leaderEpoch());
        }
    }

    /** Reading goes on elsewhere: what was read before says nothing of the log there. */
    void forgetEpochs() {
        epochs.clear();
    }

    /**
     * Messages are handed out that can only be done in their order. By the thread that does so.
     *
     * @param from where reading was before, and {@code next} where it is after them: between the two there is nothing else
     */
    void handedOut(List<ConsumerMessage> messages, long from, long next) {
        long before = marked.get();
        long first = messages.isEmpty() ? next : messages.get(0).offset();
        // all before is done, and what is between is not there
        if (before >= 0 && before >= handedOut && before == from && first > before && !transactional) {
            Note told = note;
            if (told != null && told.offset() == before) {
                note = new Note(first, told.metadata());
            }
            publish(first);
        }
        if (!messages.isEmpty()) {
            handedOut = messages.get(messages.size() - 1).offset() + 1;
        }
    }

    /** {@link #mark(long)}, and what is to be kept with it. */
    synchronized void mark(long offset, @Nullable String metadata) {
        if (metadata != null && !metadata.isEmpty() && offset > marked.get() && !closed) {
            note = new Note(offset, metadata);
        }
        mark(offset);
    }

    /** All before this offset is done, and nothing more is said of it. By whoever knows that it is so. */
    void publish(long offset) {
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
        acknowledged = -1;
        note = null;
        epochs.clear();
        newHandout();
        return true;
    }

    /** The first offset that is not done; -1 while nothing is known. */
    long marked() {
        return marked.get();
    }

    /** The first offset that is not done, as far as that is known; -1 if not, and where transactions commit. */
    long firstUndone() {
        long now = marked.get();
        return transactional ? -1 : now >= 0 ? now : begin;
    }

    /** What is to be committed now. */
    OffsetAndMetadata toCommit() {
        long offset = marked.get();
        Note told = note;
        String metadata = told != null && told.offset() == offset ? told.metadata() : null;
        return new OffsetAndMetadata(offset, metadata, epochs.before(offset));
    }

    /** What was to be kept with this offset cannot be. */
    void dropMetadata(long offset) {
        Note told = note;
        if (told != null && told.offset() == offset) {
            note = null;
        }
    }

    /** The log no longer has what was marked, so reading and marks begin anew from here. */
    void rewind(long offset) {
        handedOut = -1;
        goBack(offset, true, null);
    }

    /** On purpose: from here on it is to be done again. Higher ones than what is marked are ignored. */
    void reset(long offset, @Nullable String metadata) {
        long now = marked.get();
        if (!closed && (now < 0 || offset <= now)) {
            goBack(offset, false, metadata);
        }
    }

    private void goBack(long offset, boolean reads, @Nullable String metadata) {
        DoneTracker following = tracker;
        if (following == null) {
            goBack(offset, metadata);
        } else {
            following.goBack(offset, reads, () -> goBack(offset, metadata));
        }
    }

    private void goBack(long offset, @Nullable String metadata) {
        note = metadata == null || metadata.isEmpty() ? null : new Note(offset, metadata);
        epochs.clear();
        // before the mark, so that who sees the mark sees this
        rewound.set(offset);
        marked.set(offset);
        if (soil()) {
            onDirty.accept(this);
        }
    }

    /** Of the last message that is done; -1 if unknown. */
    int leaderEpoch() {
        return epochs.before(marked.get());
    }

    /** What the group had committed before this claim. */
    void restore(OffsetAndMetadata from) {
        if (from.leaderEpoch() >= 0) {
            epochs.note(from.offset() - 1, from.leaderEpoch());
        }
        restore(from.offset());
    }

    void restore(long offset) {
        committed = offset;
        acknowledged = offset;
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
        sent(marked.get());
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
        acknowledged = offset;
        sent(offset);
    }

    /** What the coordinator has; -1 for nothing, and where transactions commit. */
    long acknowledged() {
        return transactional ? -1 : acknowledged;
    }

    private void sent(long offset) {
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
