package io.myq.consumer;

import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one partition, in the order of the log. {@link #poll} belongs to one thread at a time; the other
 * methods are thread-safe.
 */
public interface PartitionConsumer extends AutoCloseable {

    /** What is read. */
    TopicPartition topicPartition();

    /**
     * Takes the next messages: those of one record batch, decompressed and decoded by the calling thread. Blocks while
     * there are none.
     *
     * @return empty after the timeout, and once {@link #close} was called
     * @throws io.myq.error.MyqException when the partition cannot be read on: a corrupt batch
     *     ({@link io.myq.error.CorruptRecordException}) with {@code Consumer.CorruptBatches} at {@code STOP}, an offset
     *     that is not in the log with {@code Consumer.Offsets.OutOfRange} at {@code ERROR}; the next call throws it again
     * @throws InterruptedException when the thread is interrupted; no message is lost by it
     */
    List<ConsumerMessage> poll(Duration timeout) throws InterruptedException;

    /**
     * Takes the next batch as a cursor that shows its messages where they are: for whoever needs no objects of them. Blocks
     * while there is none. Throws what {@link #poll} throws. The next call of this, of {@link #poll}, {@link #readRaw} or
     * {@link #seek} ends the cursor; {@link #position} moves when it ends. Interceptors are for messages, and see none here.
     *
     * @return {@code null} after the timeout, and once {@link #close} was called
     */
    @Nullable
    MessageCursor read(Duration timeout) throws InterruptedException;

    /**
     * Takes the next batch as it is on the log, without looking into it: for forwarders. Batches that hold nothing for
     * applications are left out, and interceptors see nothing. Blocks while there is none. Throws what {@link #poll} throws.
     *
     * @param checked whether the checksum has to fit; without it, who gets the batch in the end finds out
     * @return {@code null} after the timeout, and once {@link #close} was called
     */
    @Nullable
    RawBatch readRaw(Duration timeout, boolean checked) throws InterruptedException;

    /** The offset of the next message that {@link #poll} will return; -1 until an initial offset was looked up. */
    long position();

    /** The offset after the last message of the log, as the last answer said; -1 before the first. */
    long highWaterMark();

    /**
     * Where the first transaction begins that has neither committed nor aborted, or {@link #highWaterMark} without one, as
     * the last answer said; -1 before the first. With {@code READ_COMMITTED} nothing behind it is read yet, so lag counts up
     * to here.
     */
    long lastStableOffset();

    /**
     * How far the reader is behind, from {@link #position} and from what fetches have told: asks no broker.
     *
     * @return {@code null} while the position or the end of the log is not known
     */
    default @Nullable Lag lag() {
        return lag(position());
    }

    /**
     * The same from an offset that was read before, such as the first that is not done.
     *
     * @return {@code null} for a negative offset, and while the end of the log is not known
     */
    @Nullable
    Lag lag(long offset);

    /** Where reading ends for now: {@link #lastStableOffset} with {@code READ_COMMITTED}, else {@link #highWaterMark}. */
    long endOffset();

    /**
     * Reads on from another offset: the next {@link #poll} returns nothing from elsewhere. For the thread that polls; does
     * not block. Without effect once the partition has failed.
     *
     * @param offset of the next message, or {@link Consumer#OLDEST}, or {@link Consumer#NEWEST}
     */
    void seek(long offset);

    /**
     * Tells when the log does not have what was to be read, and {@code Consumer.Offsets.OutOfRange} says to go on elsewhere.
     * One listener; the last that was set counts.
     *
     * @param listener called by the thread that polls, inside {@link #poll}, after all messages from before and before the
     *     first from there
     */
    void onReset(java.util.function.Consumer<OffsetReset> listener);

    /** A poll that waits returns with nothing, or the next one that would wait. Any thread. */
    void wakeup();

    /** No longer asks the broker for this partition; what was fetched already is still returned. */
    void pause();

    /** Undoes {@link #pause}. */
    void resume();

    /** Whether it is paused. */
    boolean isPaused();

    /** Ends it: {@link #poll} returns at once, with nothing. Does not block. */
    @Override
    void close();
}
