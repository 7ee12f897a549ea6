package io.myq.faults.producer;

/** With transactions as they were before KIP-890. */
class TransactionStepsV1IT extends TransactionSteps {

    @Override
    int transactionVersion() {
        return 1;
    }
}
