package io.myq.internal.network;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Says who still looks at the bytes of one frame: after the last of them they are used for another frame. Who never gives
 * it back leaves the bytes to the garbage collector. Any thread.
 */
public final class FrameLease {

    /** Of memory that is used once. */
    public static final FrameLease NONE = new FrameLease(null, null);

    private final @Nullable FrameMemory memory;
    private final byte @Nullable [] bytes;
    private final AtomicInteger holders = new AtomicInteger(1);

    FrameLease(@Nullable FrameMemory memory, byte @Nullable [] bytes) {
        this.memory = memory;
        this.bytes = bytes;
    }

    /** One more looks at it. Only for who is sure that another still does. */
    public void retain() {
        if (memory != null) {
            holders.incrementAndGet();
        }
    }

    /** One less looks at it: to be called exactly once by each, who must not touch the bytes any more. */
    public void release() {
        if (memory == null || bytes == null) {
            return;
        }
        int left = holders.decrementAndGet();
        if (left < 0) {
            throw new IllegalStateException("the bytes of a frame were given back twice");
        }
        if (left == 0) {
            memory.giveBack(bytes);
        }
    }
}
