package io.myq.producer;

import io.myq.faults.Faults;
import io.myq.faults.Frame;
import io.myq.faults.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;

/** The produce requests that passed a proxy, as kafka-clients understands them. Any thread. */
final class Requests {

    /** One batch in a request. */
    record Batch(int partition, int messages, long producerId, short epoch, int sequence) {}

    private final List<List<Batch>> all = new CopyOnWriteArrayList<>();

    Requests(Faults faults) {
        faults.add(Match.requests(ApiKeys.PRODUCE), (passage, rule) -> all.add(batches(passage.frame())));
    }

    private static List<Batch> batches(Frame frame) {
        List<Batch> batches = new ArrayList<>();
        ((ProduceRequestData) frame.body())
                .topicData()
                .forEach(topic -> topic.partitionData().forEach(partition -> {
                    MemoryRecords records = (MemoryRecords) partition.records();
                    for (MutableRecordBatch batch : records.batches()) {
                        int count = batch.countOrNull() == null ? -1 : batch.countOrNull();
                        batches.add(new Batch(
                                partition.index(),
                                count,
                                batch.producerId(),
                                batch.producerEpoch(),
                                batch.baseSequence()));
                    }
                }));
        return batches;
    }

    int count() {
        return all.size();
    }

    List<List<Batch>> all() {
        return List.copyOf(all);
    }

    /** How many messages each request had. */
    List<Integer> messages() {
        return all.stream()
                .map(batches -> batches.stream().mapToInt(Batch::messages).sum())
                .toList();
    }

    void forget() {
        all.clear();
    }
}
