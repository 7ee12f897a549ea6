package io.myq.consumer;

import io.myq.internal.batch.RecordBatch;
import io.myq.internal.batch.RecordBatches;
import io.myq.internal.protocol.FetchResponse.AbortedTransaction;
import io.myq.message.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** A partition's log that kafka-clients encodes, with what a broker would know of its transactions. One thread. */
final class CraftedLog {

    static final TopicPartition PARTITION = new TopicPartition("crafted", 0);

    private record Entry(ByteBuffer bytes, long first, long last) {}

    private record Aborted(AbortedTransaction transaction, long marker) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<Aborted> aborted = new ArrayList<>();
    private final Map<Long, Long> open = new HashMap<>();
    private final Map<Long, List<Long>> pending = new HashMap<>();
    private final TreeSet<Long> visible = new TreeSet<>();
    private long end;

    long end() {
        return end;
    }

    /** Offsets that a reader of committed messages must see. */
    TreeSet<Long> visible() {
        return visible;
    }

    CraftedLog plain(int count) {
        return plain(-1, count);
    }

    /** Idempotent, in no transaction. */
    CraftedLog plain(long producer, int count) {
        append(MemoryRecords.withIdempotentRecords(
                end, Compression.NONE, producer, producerEpoch(producer), 0, 0, records(count)));
        for (int i = count; i > 0; i--) {
            visible.add(end - i);
        }
        return this;
    }

    private static short producerEpoch(long producer) {
        return (short) (producer < 0 ? -1 : 0);
    }

    CraftedLog inTransaction(long producer, int count) {
        open.putIfAbsent(producer, end);
        append(MemoryRecords.withTransactionalRecords(
                end, Compression.NONE, producer, (short) 0, 0, 0, records(count)));
        for (int i = count; i > 0; i--) {
            pending.computeIfAbsent(producer, id -> new ArrayList<>()).add(end - i);
        }
        return this;
    }

    CraftedLog commit(long producer) {
        open.remove(producer);
        List<Long> offsets = pending.remove(producer);
        visible.addAll(offsets == null ? List.of() : offsets);
        return marker(producer, ControlRecordType.COMMIT);
    }

    CraftedLog abort(long producer) {
        Long first = open.remove(producer);
        pending.remove(producer);
        if (first != null) {
            aborted.add(new Aborted(new AbortedTransaction(producer, first), end));
        }
        return marker(producer, ControlRecordType.ABORT);
    }

    private CraftedLog marker(long producer, ControlRecordType type) {
        append(MemoryRecords.withEndTransactionMarker(
                end, 0L, 0, producer, (short) 0, new EndTransactionMarker(type, 0)));
        return this;
    }

    private void append(MemoryRecords records) {
        long last = records.batches().iterator().next().lastOffset();
        entries.add(new Entry(records.buffer(), end, last));
        end = last + 1;
    }

    private static SimpleRecord[] records(int count) {
        SimpleRecord[] records = new SimpleRecord[count];
        for (int i = 0; i < count; i++) {
            records[i] = new SimpleRecord(0L, null, new byte[] {(byte) i});
        }
        return records;
    }

    /** As a broker answers: so many whole batches, from the one that holds the offset on. */
    List<RecordBatch> fetch(long offset, int batches) {
        List<Entry> taken = taken(offset, batches);
        ByteBuffer all = ByteBuffer.allocate(
                taken.stream().mapToInt(entry -> entry.bytes().remaining()).sum());
        taken.forEach(entry -> all.put(entry.bytes().duplicate()));
        RecordBatches walk = new RecordBatches(PARTITION, all.flip());
        List<RecordBatch> read = new ArrayList<>();
        for (RecordBatch batch = walk.next(); batch != null; batch = walk.next()) {
            read.add(batch);
        }
        return read;
    }

    private List<Entry> taken(long offset, int batches) {
        return entries.stream()
                .filter(entry -> entry.last() >= offset)
                .limit(batches)
                .toList();
    }

    /** And the transactions that it would name with that: those whose marker comes after the offset. */
    List<AbortedTransaction> aborted(long offset, int batches) {
        List<Entry> taken = taken(offset, batches);
        long upper = taken.isEmpty() ? offset : taken.get(taken.size() - 1).last();
        return aborted.stream()
                .filter(one -> one.marker() >= offset && one.transaction().firstOffset() <= upper)
                .map(Aborted::transaction)
                .toList();
    }
}
