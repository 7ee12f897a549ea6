package io.myq.group;

import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;

/** A partition that this member has at the moment. Used by the thread that runs {@link ConsumerGroupHandler#consumeClaim}. */
public interface ConsumerGroupClaim {

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

    /** Asks the broker for no more messages of this partition until {@link #resume}. */
    void pause();

    /** Undoes {@link #pause}. */
    void resume();
}
