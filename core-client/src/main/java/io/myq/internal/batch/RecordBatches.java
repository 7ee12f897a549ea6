package io.myq.internal.batch;

import io.myq.error.CorruptRecordException;
import io.myq.message.TopicPartition;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the batches of one partition's fetched records by their headers alone; nothing is checksummed,
 * decompressed or copied. Not thread-safe: owned by one thread at a time.
 */
public final class RecordBatches {
    private final TopicPartition partition;
    private final ByteBuffer records;

    /** @param records what a Fetch response holds for the partition; must not change while batches are read */
    public RecordBatches(TopicPartition partition, ByteBuffer records) {
        this.partition = partition;
        this.records = records.slice();
    }

    /**
     * The next batch, or null when there is no complete one: brokers cut the last one off at the size that was asked
     * for, see {@link #remaining()}.
     *
     * @throws CorruptRecordException if what follows is not a batch; there is no way to find the one after it
     */
    public @Nullable RecordBatch next() {
        if (records.remaining() < BatchFormat.LENGTH_END) {
            return null;
        }
        int start = records.position();
        int length = records.getInt(start + BatchFormat.LENGTH);
        if (length < BatchFormat.HEADER_BYTES - BatchFormat.LENGTH_END) {
            throw corrupt(start, "a batch with a length of " + length);
        }
        if (records.remaining() > BatchFormat.MAGIC) {
            checkMagic(start);
        }
        if (records.remaining() - BatchFormat.LENGTH_END < length) {
            return null;
        }
        int size = BatchFormat.LENGTH_END + length;
        records.position(start + size);
        return new RecordBatch(partition, records.slice(start, size));
    }

    /** Bytes not walked over yet; after the last batch those of one that was cut off, perhaps in its header. */
    public int remaining() {
        return records.remaining();
    }

    private void checkMagic(int start) {
        byte magic = records.get(start + BatchFormat.MAGIC);
        if (magic != BatchFormat.MAGIC_V2) {
            throw corrupt(start, "record format " + magic + "; only format 2 (Kafka 0.11 and later) is supported");
        }
    }

    private CorruptRecordException corrupt(int start, String reason) {
        return new CorruptRecordException("Corrupt records in " + partition + " at offset "
                + records.getLong(start + BatchFormat.BASE_OFFSET) + ": " + reason);
    }
}
