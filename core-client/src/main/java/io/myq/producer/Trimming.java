package io.myq.producer;

import io.myq.internal.network.EventLoop;
import io.myq.internal.network.Timeout;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lets go of arrays that no batch needed for a while, as long as there are any. Owned by the owner loop. */
final class Trimming {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final BatchArrays arrays;
    private final BufferMemory memory;
    private @Nullable Timeout next;
    private boolean ended;

    Trimming(EventLoop loop, BatchArrays arrays, BufferMemory memory) {
        this.loop = loop;
        this.arrays = arrays;
        this.memory = memory;
    }

    /** A batch is about to give its arrays back. */
    void begin() {
        if (next == null && !ended) {
            next = loop.schedule(INTERVAL, this::trim);
        }
    }

    private void trim() {
        next = null;
        arrays.trim();
        if (memory.used() > 0 || !arrays.empty()) {
            begin();
        }
    }

    void end() {
        ended = true;
        if (next != null) {
            next.cancel();
        }
    }
}
