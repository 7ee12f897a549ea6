package io.myq.internal.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arrays for large frames, by size class, used again: without it every fetched byte is allocated and cleared once. It keeps
 * what the last second needed and no more. Frames are taken and delivered by the loop; any thread gives them back.
 */
public final class FrameMemory {

    /** Below this, and above the largest, an array is made for the frame and left to the garbage collector. */
    private static final int SMALLEST = 64 * 1024;

    private static final int LARGER_CLASSES = 2;
    private static final int LARGEST = 32 * 1024 * 1024;
    /** However many are given back. */
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private final List<ArrayDeque<byte[]>> idle = new ArrayList<>();
    /** The fewest that were idle since the last look: so many are not needed. */
    private final int[] spare;

    private long idleBytes;
    private boolean takenSinceLook;
    private boolean open;
    /** Loop thread only. */
    private FrameLease delivered = FrameLease.NONE;

    FrameMemory() {
        for (int i = 0; i <= sizeClass(LARGEST); i++) {
            idle.add(new ArrayDeque<>());
        }
        spare = new int[idle.size()];
    }

    /** Four classes from one power of two to the next, so that no array is much larger than its frame. */
    static int sizeClass(int bytes) {
        int power = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(bytes / SMALLEST);
        int quarter = SMALLEST << power >> 2;
        return 4 * power + (bytes - (SMALLEST << power) + quarter - 1) / quarter;
    }

    static int sizeOf(int sizeClass) {
        int power = sizeClass / 4;
        return (SMALLEST << power) + sizeClass % 4 * (SMALLEST << power >> 2);
    }

    /** @return of this size at least; {@code null} when this keeps no such arrays */
    synchronized byte @Nullable [] take(int bytes) {
        if (bytes < SMALLEST || bytes > LARGEST) {
            return null;
        }
        takenSinceLook = true;
        open = true;
        int fitting = sizeClass(bytes);
        // answers are never equally long: a little larger will do
        for (int i = fitting; i <= fitting + LARGER_CLASSES && i < spare.length; i++) {
            byte[] last = idle.get(i).pollLast();
            if (last != null) {
                idleBytes -= last.length;
                spare[i] = Math.min(spare[i], idle.get(i).size());
                return last;
            }
        }
        return new byte[sizeOf(fitting)];
    }

    synchronized void giveBack(byte[] bytes) {
        if (open && idleBytes + bytes.length <= MOST_BYTES) {
            idle.get(sizeClass(bytes.length)).addLast(bytes);
            idleBytes += bytes.length;
        }
    }

    /**
     * Lets go of what was not needed since the last look.
     *
     * @return whether to look again; if not, what is given back later is not kept
     */
    synchronized boolean trim() {
        for (int i = 0; i < spare.length; i++) {
            ArrayDeque<byte[]> arrays = idle.get(i);
            for (int left = takenSinceLook ? spare[i] : arrays.size(); left > 0; left--) {
                byte[] dropped = arrays.pollFirst();
                idleBytes -= dropped == null ? 0 : dropped.length;
            }
            spare[i] = arrays.size();
        }
        open = takenSinceLook;
        takenSinceLook = false;
        return open;
    }

    /** Bytes of arrays that wait for a frame. */
    synchronized long idleBytes() {
        return idleBytes;
    }

    synchronized boolean isOpen() {
        return open;
    }

    /** While a response is delivered: that of its frame. Who keeps a view on the frame retains it. Loop thread only. */
    public FrameLease delivered() {
        return delivered;
    }

    void delivering(FrameLease lease) {
        delivered = lease;
    }
}
