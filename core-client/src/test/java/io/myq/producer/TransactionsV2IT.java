package io.myq.producer;

import io.myq.testing.SharedKafka;

/** With a cluster whose transactions are those of KIP-890. */
class TransactionsV2IT extends TransactionScenarios {

    TransactionsV2IT() {
        super(new SharedKafka());
    }
}
