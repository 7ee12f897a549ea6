package io.myq.faults.producer;

import io.myq.testing.SharedKafka;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.extension.RegisterExtension;

/** With transactions as they were before KIP-890, which have all of these requests. */
class TransactionErrorTableV1IT extends TransactionErrorTable {

    @RegisterExtension
    static final SharedKafka broker = SharedKafka.withOldTransactions();

    TransactionErrorTableV1IT() {
        super(
                broker,
                ApiKeys.INIT_PRODUCER_ID,
                ApiKeys.ADD_PARTITIONS_TO_TXN,
                ApiKeys.PRODUCE,
                ApiKeys.ADD_OFFSETS_TO_TXN,
                ApiKeys.TXN_OFFSET_COMMIT,
                ApiKeys.END_TXN);
    }
}
