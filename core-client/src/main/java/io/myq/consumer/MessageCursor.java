package io.myq.consumer;

import io.myq.message.BatchInfo;
import io.myq.message.ConsumerMessage;
import io.myq.message.Header;
import java.util.List;

/**
 * Stands on one message of a batch after the other and shows it where it is: nothing is copied, and nothing is made per
 * message. For whoever makes something else of messages anyway, and has no need for objects of them. Used by the thread
 * that reads.
 *
 * <p>What it shows is there until {@link #next}, {@link #close}, or the next call that reads from its partition or seeks
 * in it, whichever comes first: without a message under it, and after its end, every method but {@link #next} and
 * {@link #close} throws {@link IllegalStateException}, and so does {@link #next} after its end. Then the memory is used
 * for what is fetched next, so copy what you keep; {@link #message} does.
 *
 * <p>To be closed by who has not read it to its end. What was not shown then comes with the next read or poll.
 */
public interface MessageCursor extends AutoCloseable {

    /**
     * Goes to the next message. Does not block.
     *
     * @return whether there is one; after the last of its batch the cursor is at its end, and this stays {@code false}
     * @throws IllegalStateException after {@link #close}, and when something else was read before its end
     * @throws io.myq.error.CorruptRecordException when the batch is not what it says, as {@link PartitionConsumer#poll}
     */
    boolean next();

    /** What all messages of the batch have in common: where from, leader epoch, kind of timestamp. May be kept. */
    BatchInfo batch();

    /** The position in the partition. */
    long offset();

    /** Milliseconds since the epoch: the sender's clock, or the broker's where the topic says LogAppendTime. */
    long timestamp();

    /** Holds key and value, among other things. Not to be changed, and not to be kept. */
    byte[] array();

    /** Where the key begins in the array; without meaning for a null key. */
    int keyOffset();

    /** Bytes of the key; -1 for a null key. */
    int keyLength();

    /** Where the value begins in the array; without meaning for a null value. */
    int valueOffset();

    /** Bytes of the value; -1 for a null value. */
    int valueLength();

    /** In the order of the log, made at each call. May be kept. */
    List<Header> headers();

    /** A copy of what it stands on. May be kept. */
    ConsumerMessage message();

    /** Ends it. Further calls do nothing. */
    @Override
    void close();
}
