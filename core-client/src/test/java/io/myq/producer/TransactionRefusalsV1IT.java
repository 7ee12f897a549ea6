package io.myq.producer;

import io.myq.testing.SharedKafka;

/** With a cluster whose transactions are those before KIP-890. */
class TransactionRefusalsV1IT extends TransactionRefusals {

    TransactionRefusalsV1IT() {
        super(SharedKafka.withOldTransactions());
    }
}
