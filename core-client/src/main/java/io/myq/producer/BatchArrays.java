package io.myq.producer;

/**
 * The arrays that batches are made of, used again from batch to batch, so that a steady stream of messages allocates
 * none. Any thread.
 */
final class BatchArrays {

    private static final int SMALLEST_BYTES = 512;
    private static final int FEWEST_CALLBACKS = 16;
    private static final int MOST_CALLBACKS = 64 * 1024;

    private final ArrayPool<byte[]> bytes;
    private final ArrayPool<SendCallback[]> callbacks;

    BatchArrays(int maxBatchBytes, long bufferMemory) {
        bytes = new ArrayPool<>(byte[]::new, array -> array.length, SMALLEST_BYTES, maxBatchBytes, bufferMemory);
        callbacks = new ArrayPool<>(
                SendCallback[]::new, array -> array.length, FEWEST_CALLBACKS, MOST_CALLBACKS, bufferMemory / 16);
    }

    ArrayPool<byte[]> bytes() {
        return bytes;
    }

    ArrayPool<SendCallback[]> callbacks() {
        return callbacks;
    }

    boolean empty() {
        return bytes.retained() == 0 && callbacks.retained() == 0;
    }

    /** Lets go of what was not needed since the last call. */
    void trim() {
        bytes.trim();
        callbacks.trim();
    }
}
