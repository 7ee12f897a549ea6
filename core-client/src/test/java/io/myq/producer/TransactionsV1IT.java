package io.myq.producer;

import io.myq.testing.SharedKafka;

/** With a cluster whose transactions are those before KIP-890. */
class TransactionsV1IT extends TransactionScenarios {

    TransactionsV1IT() {
        super(SharedKafka.withOldTransactions());
    }
}
