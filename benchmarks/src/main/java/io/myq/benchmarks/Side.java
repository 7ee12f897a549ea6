package io.myq.benchmarks;

/** Who is measured. Immutable; any thread. */
enum Side {
    MYQ("myq"),
    KAFKA("kafka-clients"),
    /** Requests that were encoded before: what the machine and the broker allow. */
    FLOOR("floor");

    private final String label;

    Side(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
