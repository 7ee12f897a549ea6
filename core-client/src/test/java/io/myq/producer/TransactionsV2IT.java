package io.myq.producer;

/** With a cluster whose transactions are those of KIP-890. */
class TransactionsV2IT extends TransactionScenarios {

    @Override
    int transactionVersion() {
        return 2;
    }
}
