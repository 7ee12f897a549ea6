package io.myq.benchmarks;

import java.util.Locale;

/** The two that kafka-clients has, each with a consumer of its own behind it. Immutable; any thread. */
enum GroupProtocol {
    CLASSIC,
    CONSUMER;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for another name */
    static GroupProtocol of(String label) {
        for (GroupProtocol protocol : values()) {
            if (protocol.label().equals(label)) {
                return protocol;
            }
        }
        throw new IllegalArgumentException("--protocol needs classic or consumer, and not " + label);
    }
}
