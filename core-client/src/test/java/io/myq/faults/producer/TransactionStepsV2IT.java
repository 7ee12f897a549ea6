package io.myq.faults.producer;

/** With the transactions of KIP-890. */
class TransactionStepsV2IT extends TransactionSteps {

    @Override
    int transactionVersion() {
        return 2;
    }
}
