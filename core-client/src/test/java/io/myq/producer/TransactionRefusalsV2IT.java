package io.myq.producer;

import io.myq.testing.SharedKafka;

/** With a cluster whose transactions are those of KIP-890. */
class TransactionRefusalsV2IT extends TransactionRefusals {

    TransactionRefusalsV2IT() {
        super(new SharedKafka());
    }
}
