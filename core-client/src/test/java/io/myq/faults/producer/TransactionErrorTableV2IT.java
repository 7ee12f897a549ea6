package io.myq.faults.producer;

import io.myq.testing.SharedKafka;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.extension.RegisterExtension;

/** With the transactions of KIP-890, where leaders and group coordinators tell the coordinator themselves. */
class TransactionErrorTableV2IT extends TransactionErrorTable {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    TransactionErrorTableV2IT() {
        super(broker, ApiKeys.INIT_PRODUCER_ID, ApiKeys.PRODUCE, ApiKeys.TXN_OFFSET_COMMIT, ApiKeys.END_TXN);
    }
}
