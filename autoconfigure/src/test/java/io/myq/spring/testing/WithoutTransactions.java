package io.myq.spring.testing;

import io.myq.message.ConsumerGroupMetadata;
import io.myq.message.OffsetAndMetadata;
import io.myq.message.TopicPartition;
import io.myq.producer.ProducerTxnStatusFlag;
import io.myq.producer.TransactionalProducer;
import java.util.Map;
import java.util.Set;

/** A producer whose transactions no test uses. */
interface WithoutTransactions extends TransactionalProducer {

    @Override
    default boolean isTransactional() {
        return false;
    }

    @Override
    default Set<ProducerTxnStatusFlag> txnStatus() {
        return Set.of();
    }

    @Override
    default void beginTxn() {
        throw new AssertionError("not used here");
    }

    @Override
    default void commitTxn() {
        throw new AssertionError("not used here");
    }

    @Override
    default void abortTxn() {
        throw new AssertionError("not used here");
    }

    @Override
    default void addOffsetsToTxn(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        throw new AssertionError("not used here");
    }
}
