package io.myq.group;

import io.myq.message.ConsumerGroupMetadata;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
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

    /** The same by offset: {@code offset} is the first that is <em>not</em> done. */
    void markOffset(TopicPartition topicPartition, long offset);

    /**
     * Commits now what is marked.
     *
     * @return completes when the coordinator has it, or exceptionally with
     *     {@link io.myq.error.CommitFailedException}
     */
    CompletableFuture<Void> commit();
}
