package io.myq.internal.batch;

import io.myq.error.CorruptRecordException;
import io.myq.error.MissingCodecException;
import io.myq.internal.compress.Decompressor;
import io.myq.message.BatchInfo;
import io.myq.message.CompressionType;
import io.myq.message.TimestampType;
import io.myq.message.TopicPartition;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One fetched batch: its header's fields, read where they are, and its records on demand. Immutable view on the fetched
 * bytes; only its cursor has an owner.
 */
public final class RecordBatch {
    private final TopicPartition partition;
    private final ByteBuffer bytes;

    RecordBatch(TopicPartition partition, ByteBuffer bytes) {
        this.partition = partition;
        this.bytes = bytes;
        checkHeader();
    }

    private void checkHeader() {
        if (!BatchFormat.hasKnownCodec(attributes())) {
            throw corrupt("compression codec " + (attributes() & BatchFormat.CODEC_MASK) + " is unknown");
        }
        if (lastOffsetDelta() < 0 || baseOffset() < 0 || lastOffset() < 0) {
            throw corrupt("its offsets end at base + " + lastOffsetDelta());
        }
        if (count() < 0 || count() > lastOffsetDelta() + 1L) {
            throw corrupt("it announces " + count() + " records in " + (lastOffsetDelta() + 1L) + " offsets");
        }
    }

    public TopicPartition partition() {
        return partition;
    }

    public long baseOffset() {
        return bytes.getLong(BatchFormat.BASE_OFFSET);
    }

    /** The offset of its last record, also when compaction has removed that one. */
    public long lastOffset() {
        return baseOffset() + lastOffsetDelta();
    }

    private int lastOffsetDelta() {
        return bytes.getInt(BatchFormat.LAST_OFFSET_DELTA);
    }

    public int sizeInBytes() {
        return bytes.limit();
    }

    /** -1 if unknown. */
    public int partitionLeaderEpoch() {
        return bytes.getInt(BatchFormat.PARTITION_LEADER_EPOCH);
    }

    private short attributes() {
        return bytes.getShort(BatchFormat.ATTRIBUTES);
    }

    public CompressionType compression() {
        return BatchFormat.codec(attributes());
    }

    /** Whether the broker's time of append stands for the timestamp of every record. */
    public boolean isLogAppendTime() {
        return (attributes() & BatchFormat.LOG_APPEND_TIME) != 0;
    }

    public boolean isTransactional() {
        return (attributes() & BatchFormat.TRANSACTIONAL) != 0;
    }

    /** Whether its record is a transaction marker and not for the application. */
    public boolean isControl() {
        return (attributes() & BatchFormat.CONTROL) != 0;
    }

    public long baseTimestamp() {
        return bytes.getLong(BatchFormat.BASE_TIMESTAMP);
    }

    public long maxTimestamp() {
        return bytes.getLong(BatchFormat.MAX_TIMESTAMP);
    }

    /** -1 if the producer was not idempotent. */
    public long producerId() {
        return bytes.getLong(BatchFormat.PRODUCER_ID);
    }

    public short producerEpoch() {
        return bytes.getShort(BatchFormat.PRODUCER_EPOCH);
    }

    public int baseSequence() {
        return bytes.getInt(BatchFormat.BASE_SEQUENCE);
    }

    /** Records in it; compaction may leave none. */
    public int count() {
        return bytes.getInt(BatchFormat.COUNT);
    }

    /** All of the above as one value. */
    public BatchInfo info() {
        return new BatchInfo(
                partition,
                baseOffset(),
                lastOffset(),
                count(),
                partitionLeaderEpoch(),
                compression(),
                isLogAppendTime() ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                baseTimestamp(),
                maxTimestamp(),
                producerId(),
                producerEpoch(),
                baseSequence(),
                isTransactional(),
                isControl());
    }

    /** Its bytes as they are on the log; a copy. */
    public ByteBuffer copy() {
        return ByteBuffer.allocate(bytes.limit())
                .put(bytes.duplicate().rewind())
                .flip();
    }

    /** @throws CorruptRecordException if the checksum does not fit the bytes */
    public void checkCrc() {
        CRC32C crc = new CRC32C();
        if (bytes.hasArray()) {
            crc.update(
                    bytes.array(),
                    bytes.arrayOffset() + BatchFormat.ATTRIBUTES,
                    bytes.limit() - BatchFormat.ATTRIBUTES);
        } else {
            crc.update(bytes.duplicate().position(BatchFormat.ATTRIBUTES));
        }
        int stored = bytes.getInt(BatchFormat.CRC);
        if (stored != (int) crc.getValue()) {
            throw corrupt("its checksum is %08x, its bytes give %08x".formatted(stored, (int) crc.getValue()));
        }
    }

    /**
     * Checks the checksum, decompresses, and stands before the first record.
     *
     * @param decompressor the cursor reads its memory, or the fetched bytes: neither may be used for anything else
     *     meanwhile
     * @throws CorruptRecordException if the batch is not what it says, or larger than the decompressor allows
     * @throws MissingCodecException if the codec's library is not there
     */
    public RecordCursor records(Decompressor decompressor) {
        checkCrc();
        if (compression() == CompressionType.NONE && bytes.hasArray()) {
            return new RecordCursor(
                    this,
                    bytes.array(),
                    bytes.arrayOffset() + BatchFormat.HEADER_BYTES,
                    bytes.arrayOffset() + bytes.limit());
        }
        ByteBuffer payload = bytes.duplicate().position(BatchFormat.HEADER_BYTES);
        try {
            // what compaction left empty has a codec, but nothing to decompress
            if (compression() != CompressionType.NONE && payload.hasRemaining()) {
                ByteBuffer raw = decompressor.decompressShared(compression(), payload);
                return new RecordCursor(this, raw.array(), 0, raw.remaining());
            }
        } catch (CorruptRecordException e) {
            throw corrupt(e.getMessage(), e);
        } catch (MissingCodecException e) {
            throw new MissingCodecException(
                    "Cannot read " + partition + " at offset " + baseOffset() + ": " + e.getMessage(), e);
        }
        if (payload.hasArray()) {
            // what compaction left empty
            return new RecordCursor(this, payload.array(), 0, 0);
        }
        byte[] copy = new byte[payload.remaining()];
        payload.get(copy);
        return new RecordCursor(this, copy, 0, copy.length);
    }

    CorruptRecordException corrupt(String reason) {
        return new CorruptRecordException(where() + reason);
    }

    private CorruptRecordException corrupt(String reason, Throwable cause) {
        return new CorruptRecordException(where() + reason, cause);
    }

    private String where() {
        return "Corrupt record batch in " + partition + " at offset " + baseOffset() + ": ";
    }

    @Override
    public String toString() {
        return partition + " " + baseOffset() + ".." + lastOffset() + ", " + count() + " records, " + compression();
    }
}
