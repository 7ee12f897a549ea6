package io.myq.producer;

/**
 * Sequence numbers of an idempotent producer: each record of a partition has the next one, and after 2^31-1 comes 0
 * (KIP-98, as the broker checks it). Stateless.
 */
final class Sequences {

    /** No number: not yet given, or the producer is not idempotent. */
    static final int NONE = -1;

    private Sequences() {}

    /** The number of the record that comes {@code records} after the one numbered {@code sequence}. */
    static int after(int sequence, int records) {
        return (int) ((long) sequence + records & Integer.MAX_VALUE);
    }
}
