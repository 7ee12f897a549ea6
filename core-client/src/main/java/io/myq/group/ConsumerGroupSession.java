package io.myq.group;

import io.myq.message.ConsumerGroupMetadata;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The membership that claims belong to. Thread-safe. */
public interface ConsumerGroupSession {

    /** What this member has at the moment. */
    Set<TopicPartition> claims();

    /** The id that the coordinator gave to this member. */
    String memberId();

    /**
     * Why the claims that this is about ended: in cleanup those that were given up, in a claim that one; {@code null} while
     * they go on. Never blocks.
     */
    @Nullable
    EndCause endCause();

    /** Counts the rebalances of the group. */
    int generationId();

    /**
     * This member as it is now, to be given to a transactional producer with the offsets of what it was handed (KIP-447):
     * {@code producer.addMessageToTxn(message, session.groupMetadata(), null)}. Messages whose offsets a transaction commits
     * are not to be marked. Once the claim was given up, or the membership is lost, the coordinator refuses what comes with
     * it. Never blocks.
     *
     * <p>From the first call on the claim counts as one whose offsets transactions commit: when its handler fails, it begins
     * anew at the offset that is committed then, not at the last mark. A session that belongs to no claim, as setup has it,
     * says so for all claims of the member.
     */
    ConsumerGroupMetadata groupMetadata();

    /**
     * This message, and all before it in its partition, are done: they will be committed. Marks never go back; a mark for
     * a partition that was given up meanwhile is ignored.
     */
    void markMessage(ConsumerMessage message);

    /**
     * {@link #markMessage(ConsumerMessage)}, with something that is committed with exactly this mark. The broker takes up to
     * {@code offset.metadata.max.bytes} of it (4096 by default); more fails the commit, and the offset goes with the next one
     * without it.
     */
    void markMessage(ConsumerMessage message, @Nullable String metadata);

    /** The same by offset: {@code offset} is the first that is <em>not</em> done. */
    void markOffset(TopicPartition topicPartition, long offset);

    /** The same, with metadata. */
    void markOffset(TopicPartition topicPartition, long offset, @Nullable String metadata);

    /**
     * This message is done, and says nothing of those before it: for claims whose messages are worked on by several threads.
     * What is committed is the end of the unbroken run of messages that are done, so nothing undone is ever passed. A message
     * of a claim that was given up meanwhile, or was not handed out since the claim began anew, is ignored. Any thread.
     *
     * @throws IllegalStateException when the claim was not told to {@linkplain ConsumerGroupClaim#trackDone() track} that
     */
    void markDone(ConsumerMessage message);

    /**
     * Goes back on purpose: {@code offset} is the first that is to be done again, by whoever has the partition next. Marks
     * count again from there. An offset beyond what is marked is ignored. The claim itself reads on where it is: what is
     * marked with {@link #markMessage} later goes beyond the reset, and {@link #markDone} does not count before reading has
     * gone back.
     */
    void resetOffset(TopicPartition topicPartition, long offset, @Nullable String metadata);

    /**
     * Commits now what is marked. Never blocks; works whether or not {@code Consumer.Offsets.AutoCommit} is on.
     *
     * @return completes when the coordinator has it, or exceptionally with
     *     {@link io.myq.error.CommitFailedException}. A rebalance in between is waited for
     */
    CompletableFuture<Void> commit();

    /**
     * Commits now what is marked, and waits for the result.
     *
     * @param timeout how long it is tried; not for the threads that complete {@link #commit()}
     * @throws io.myq.error.CommitFailedException when the coordinator did not take it in that time, with the reason. What is
     *     marked stays marked, and goes with the next commit
     * @throws InterruptedException when the waiting thread is interrupted; the commit goes on
     */
    void commit(Duration timeout) throws InterruptedException;
}
