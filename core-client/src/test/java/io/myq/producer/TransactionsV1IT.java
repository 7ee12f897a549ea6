package io.myq.producer;

/** With a cluster whose transactions are those before KIP-890. */
class TransactionsV1IT extends TransactionScenarios {

    @Override
    int transactionVersion() {
        return 0;
    }
}
