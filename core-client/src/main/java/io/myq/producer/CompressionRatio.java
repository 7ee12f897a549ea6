package io.myq.producer;

/**
 * How small the batches of one topic become, as far as that is known. An open batch is measured by what it is likely to
 * come to on the wire: otherwise compressed batches would be a fraction of {@code Producer.BatchBytes}. Written by the
 * owner loop, read by senders.
 */
final class CompressionRatio {

    /** So many raw bytes are worth to gather for small batches; more does not compress any better. */
    private static final int MOST_RAW_BYTES = 1 << 20;

    /** The next batch may be harder to compress than those before. */
    private static final float MARGIN = 1.05f;

    /** How much of the way down to a better ratio one batch is believed; a worse one is believed at once. */
    private static final float TRUST = 0.1f;

    private volatile float estimate = 1;

    /** The most raw bytes that a batch can be allowed. */
    static int mostRawBytes(int maxBatchBytes) {
        return Math.max(maxBatchBytes, MOST_RAW_BYTES);
    }

    /** A batch of so many raw bytes has come to that. Loop thread only. */
    void observe(int rawBytes, int sentBytes) {
        float ratio = (float) sentBytes / rawBytes;
        float before = estimate;
        float after = ratio > before ? Math.min(1, ratio) : before + TRUST * (ratio - before);
        if (after != before) {
            estimate = after;
        }
    }

    /** How many raw bytes a batch may have, to come to that many at most. Any thread. */
    int rawBytes(int maxBatchBytes) {
        float raw = maxBatchBytes / Math.min(1, MARGIN * estimate);
        return (int) Math.min(raw, mostRawBytes(maxBatchBytes));
    }
}
