package io.myq.producer;

import io.myq.internal.compress.Compressor;
import io.myq.message.CompressionType;
import java.nio.ByteBuffer;

/** Makes batches ready for the wire: compresses, numbers, checksums. Owned by the owner loop. */
final class Sealer implements AutoCloseable {

    private final CompressionType compression;
    private final int level;
    private final boolean transactional;
    private final Compressor compressor = new Compressor();

    Sealer(ProducerSettings settings, boolean transactional) {
        this.compression = settings.producer().compression();
        this.level = settings.compressionLevel();
        this.transactional = transactional;
    }

    /** The batch with the numbers that it has; what was made ready before is not to be read any more. */
    ByteBuffer seal(ProducerBatch batch, CompressionRatio ratio) {
        ByteBuffer sealed = batch.sealed;
        if (sealed == null) {
            if (transactional) {
                batch.records().markTransactional();
            }
            int rawBytes = batch.sizeInBytes();
            sealed = batch.records()
                    .seal(batch.producerId, batch.producerEpoch, batch.baseSequence, compression, level, compressor);
            if (compression != CompressionType.NONE && batch.attempts == 0) {
                ratio.observe(rawBytes, sealed.remaining());
            }
            batch.sealed = sealed;
        }
        return sealed;
    }

    @Override
    public void close() {
        compressor.close();
    }
}
