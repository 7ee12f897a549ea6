package io.myq.group;

import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A partition that this member has at the moment. Used by the thread that runs {@link ConsumerGroupHandler#consumeClaim}. */
public interface ConsumerGroupClaim {

    /** How many offsets may be outstanding, unless something else is said. */
    int DEFAULT_WINDOW = 24_000;

    /** What is claimed. */
    TopicPartition topicPartition();

    /** Where reading began: the committed offset, or what {@code Consumer.Offsets.Initial} says. -1 until known. */
    long initialOffset();

    /** The offset after the last message of the log, as the last answer said; -1 before the first. */
    long highWaterMark();

    /** False once the partition is to be given up: finish the message at hand, mark it, and return. Any thread. */
    boolean isActive();

    /**
     * Takes the next messages, blocking while there are none.
     *
     * <p>When the log no longer has the offset that is to be read, this is logged with both ends of the log, and reading
     * goes on at the oldest offset there is: nothing that is still there is skipped.
     *
     * @return empty after the timeout, and once the claim is no longer active
     * @throws io.myq.error.MyqException when the partition cannot be read on
     */
    List<ConsumerMessage> poll(Duration timeout) throws InterruptedException;

    /** {@link #trackDone(int)} with 24,000. */
    default void trackDone() {
        trackDone(DEFAULT_WINDOW);
    }

    /**
     * From now on the messages of this claim may be done in any order, each with {@link ConsumerGroupSession#markDone}. To be
     * called before the first poll. It costs one bit for each offset of the window.
     *
     * @param window how many offsets may lie between the oldest message that is not done and the newest that was handed out,
     *     at least 1. With that many {@link #poll} hands out nothing until the oldest is done; other claims go on, and
     *     {@link GroupStatus#heldUp()} says which message it is
     * @throws IllegalStateException when messages were handed out that are not marked
     */
    void trackDone(int window);

    /**
     * Why the partition is to be given up; {@code null} while it is not. {@link #isActive} turns false soon after it is known.
     * Any thread.
     */
    @Nullable
    EndCause endCause();

    /**
     * Hands out and fetches no more messages of this partition until {@link #resume}, or until the handler begins anew. Any
     * thread; a poll that is under way may still return some.
     */
    void pause();

    /** Undoes {@link #pause}, and not {@link ConsumerGroup#pause}: only a claim that neither has paused is read. Any thread. */
    void resume();

    /**
     * Reads on elsewhere: the next {@link #poll} begins there, also one that waits for messages, and what was fetched from
     * elsewhere is dropped. Of several seeks the last counts. Any thread; never blocks.
     *
     * <p>What is marked moves along: all before the offset counts as done, and nothing behind it. So a seek back lets the
     * committed offset go back, on purpose, and later marks count again from there; a seek ahead gives up what lies between.
     * Do not mark afterwards what was handed out before. Where transactions commit the offsets ({@link
     * ConsumerGroupSession#groupMetadata}) nothing is marked, and the seek ends with a failure of the handler.
     *
     * @param offset of the next message, or {@link io.myq.consumer.Consumer#OLDEST}, or
     *     {@link io.myq.consumer.Consumer#NEWEST}; those two count from the poll that carries them out
     * @throws IllegalArgumentException for another negative offset
     */
    void seek(long offset);
}
