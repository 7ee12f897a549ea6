package io.myq.group;

/**
 * Which leader epoch the messages that were handed out are from (KIP-320): kept where it changes, and of that the newest.
 * Any thread.
 */
final class EpochTrail {

    private static final int MOST = 16;

    private final long[] starts = new long[MOST];
    private final int[] epochs = new int[MOST];
    private int count;

    /** From this offset on messages are of this epoch. */
    synchronized void note(long offset, int epoch) {
        while (count > 0 && starts[count - 1] >= offset) {
            // reading went back, perhaps because the log was cut off
            count--;
        }
        if (count > 0 && epochs[count - 1] == epoch) {
            return;
        }
        if (count == MOST) {
            System.arraycopy(starts, 1, starts, 0, MOST - 1);
            System.arraycopy(epochs, 1, epochs, 0, MOST - 1);
            count--;
        }
        starts[count] = offset;
        epochs[count++] = epoch;
    }

    /** Of the message before this offset; -1 if unknown. */
    synchronized int before(long offset) {
        for (int i = count - 1; i >= 0; i--) {
            if (starts[i] < offset) {
                return epochs[i];
            }
        }
        return -1;
    }

    synchronized void clear() {
        count = 0;
    }
}
