package io.myq.producer;

import io.myq.message.ConsumerGroupMetadata;
import io.myq.message.ConsumerMessage;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.TopicPartition;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Transactions of a producer: messages to several partitions, and offsets of consumers, that readers with {@code
 * ReadCommitted} see together or not at all (KIP-98). There are some when {@code Producer.Transaction.ID} is set; a
 * producer has one at a time, and every message is part of it. Thread-safe.
 *
 * <p>The producer asks for its id as soon as it is made, in the background: that fences off an older producer with the
 * same transactional id and aborts what it had open. The first {@link #beginTxn} waits for it.
 *
 * <p>{@link #beginTxn}, {@link #commitTxn} and {@link #abortTxn} block, at most {@code Producer.DeliveryTimeout}. They
 * throw one of the kinds of {@link io.myq.error.TransactionException}, each of which says what to do; in a callback, which
 * must not wait, a {@link io.myq.error.TransactionStateException}. An interrupt ends the wait like the end of the time does,
 * and stays set.
 */
public interface TransactionalProducer {

    /** Whether {@code Producer.Transaction.ID} is set. Never blocks. */
    boolean isTransactional();

    /** The state of the transactions. Never blocks; may be out of date when it returns. */
    Set<ProducerTxnStatusFlag> txnStatus();

    /**
     * Begins a transaction. Blocks until the producer has its id; otherwise it asks no broker.
     *
     * @throws io.myq.error.TransactionStateException when one is open already, or the producer is not transactional
     * @throws io.myq.error.TransactionPendingException when there is no id yet: it is still being asked for
     * @throws io.myq.error.TransactionException when there will be no more transactions: the producer was fenced, a
     *     transaction timed out, or a permission is missing
     */
    void beginTxn();

    /**
     * Commits the transaction: sends what is buffered, waits until every message is acknowledged, hands over the offsets,
     * and commits. When it returns, callbacks of the messages have run as far as they did not take too long. A transaction
     * in which nothing was sent commits without a request.
     *
     * @throws io.myq.error.TransactionAbortableException when a message or an offset failed: call {@link #abortTxn}
     * @throws io.myq.error.TransactionPendingException when there was no answer in time. Call this again: it goes on where
     *     it stopped. Once the coordinator was asked, the transaction may be committed or not; before, {@link #abortTxn} is
     *     possible too, and the message says so
     * @throws io.myq.error.TransactionStateException when no transaction is open
     * @throws io.myq.error.TransactionException as {@link #beginTxn}
     */
    void commitTxn();

    /**
     * Aborts the transaction: messages that were not sent are failed, those on their way are waited for, and none becomes
     * visible. The only way on after a {@link io.myq.error.TransactionAbortableException}.
     *
     * @throws io.myq.error.TransactionPendingException when there was no answer in time: call this again
     * @throws io.myq.error.TransactionStateException when no transaction is open, or its commit may have been done
     * @throws io.myq.error.TransactionException as {@link #beginTxn}
     */
    void abortTxn();

    /**
     * Adds offsets that are committed with the transaction, for a group whose membership is not checked. They are kept
     * until {@link #commitTxn}; of several for one partition the last counts. Asks no broker; blocks until the client's own
     * thread has taken them, {@code Producer.DeliveryTimeout} at most.
     *
     * @param offsets for each partition, of the first message that is <em>not</em> done
     * @throws io.myq.error.TransactionStateException when no transaction is open
     * @throws io.myq.error.TransactionAbortableException when it has failed already: call {@link #abortTxn}
     * @throws IllegalArgumentException when the group's id is empty
     */
    default void addOffsetsToTxn(Map<TopicPartition, OffsetAndMetadata> offsets, String groupId) {
        addOffsetsToTxn(offsets, ConsumerGroupMetadata.of(groupId));
    }

    /**
     * The same for a member of a group (KIP-447): when it is no longer one, the commit fails with a {@link
     * io.myq.error.TransactionAbortableException}, so that two members cannot both work on a partition.
     *
     * @param group from {@code ConsumerGroupSession.groupMetadata()}
     */
    void addOffsetsToTxn(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group);

    /**
     * Adds that a message is done: {@link #addOffsetsToTxn(Map, String)} with the offset after it.
     *
     * @param metadata kept with the offset, for people; may be {@code null}
     */
    default void addMessageToTxn(ConsumerMessage message, String groupId, @Nullable String metadata) {
        addMessageToTxn(message, ConsumerGroupMetadata.of(groupId), metadata);
    }

    /** The same for a member of a group, as {@link #addOffsetsToTxn(Map, ConsumerGroupMetadata)}. */
    default void addMessageToTxn(ConsumerMessage message, ConsumerGroupMetadata group, @Nullable String metadata) {
        TopicPartition partition = new TopicPartition(message.topic(), message.partition());
        addOffsetsToTxn(Map.of(partition, new OffsetAndMetadata(message.offset() + 1, metadata)), group);
    }
}
