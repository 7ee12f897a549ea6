package io.myq.consumer;

import io.myq.error.CorruptRecordException;
import io.myq.internal.batch.RecordBatch;
import io.myq.internal.batch.RecordCursor;
import io.myq.message.BatchInfo;
import io.myq.message.ConsumerMessage;
import io.myq.message.Header;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over one fetched batch, which looks at the fetched bytes or at a borrowed decompressor's memory until its end.
 * Owned by the thread that reads.
 */
final class LiveCursor implements MessageCursor {

    private final RecordBatch batch;
    private final RecordCursor records;
    private final long from;
    private final LivePartitionConsumer owner;
    private final Runnable onEnd;
    private @Nullable BatchInfo info;
    private int shown;
    private long next;
    private boolean onMessage;
    /** Nothing of it may be looked at any more. */
    private boolean ended;

    private boolean closed;

    /**
     * @param from records before this offset are not shown
     * @param onEnd gives memory back
     */
    LiveCursor(RecordBatch batch, RecordCursor records, long from, LivePartitionConsumer owner, Runnable onEnd) {
        this.batch = batch;
        this.records = records;
        this.from = from;
        this.next = from;
        this.owner = owner;
        this.onEnd = onEnd;
    }

    @Override
    public boolean next() {
        if (closed) {
            throw over();
        }
        if (ended) {
            return false;
        }
        onMessage = false;
        try {
            while (records.next()) {
                if (records.offset() >= from) {
                    next = records.offset() + 1;
                    shown++;
                    onMessage = true;
                    return true;
                }
            }
        } catch (CorruptRecordException e) {
            end();
            owner.cursorFailed(batch, next, shown, e);
            return false;
        }
        end();
        owner.cursorDone(batch, shown);
        return false;
    }

    private void end() {
        ended = true;
        onMessage = false;
        onEnd.run();
    }

    @Override
    public void close() {
        closed = true;
        if (!ended) {
            end();
            owner.cursorLeft(batch, next, shown);
        }
    }

    /** @throws IllegalStateException unless there is a message under it */
    private RecordCursor current() {
        if (!onMessage) {
            throw ended
                    ? over()
                    : new IllegalStateException("There is no message under this cursor: next() comes first");
        }
        return records;
    }

    private IllegalStateException over() {
        return new IllegalStateException("This cursor over " + owner.topicPartition()
                + " is at its end or closed, or something else was read since: what it showed is gone");
    }

    @Override
    public BatchInfo batch() {
        current();
        BatchInfo known = info;
        if (known == null) {
            known = batch.info();
            info = known;
        }
        return known;
    }

    @Override
    public long offset() {
        return current().offset();
    }

    @Override
    public long timestamp() {
        return current().timestamp();
    }

    @Override
    public byte[] array() {
        return current().array();
    }

    @Override
    public int keyOffset() {
        return current().keyOffset();
    }

    @Override
    public int keyLength() {
        return current().keyLength();
    }

    @Override
    public int valueOffset() {
        return current().valueOffset();
    }

    @Override
    public int valueLength() {
        return current().valueLength();
    }

    @Override
    public List<Header> headers() {
        return current().headers();
    }

    @Override
    public ConsumerMessage message() {
        RecordCursor at = current();
        return new ConsumerMessage(batch(), at.offset(), at.timestamp(), at.key(), at.value(), at.headers());
    }
}
