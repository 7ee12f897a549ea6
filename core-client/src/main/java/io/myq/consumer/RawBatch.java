package io.myq.consumer;

import io.myq.message.BatchInfo;
import java.nio.ByteBuffer;

/**
 * One record batch as it is on the log, header, checksum and compression included: what a forwarder passes on without
 * looking into it. Its first records may lie before the offset that was asked for. It has memory of its own and may be
 * kept. Immutable; any thread.
 *
 * @param info what its header says
 * @param bytes read-only; of each call, a view with a position of its own
 */
public record RawBatch(BatchInfo info, ByteBuffer bytes) {

    /** Not copied. */
    public RawBatch {
        bytes = bytes.asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }
}
