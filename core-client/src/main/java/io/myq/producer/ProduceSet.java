package io.myq.producer;

import io.myq.error.MyqException;
import io.myq.internal.cluster.CappedRequest;
import io.myq.internal.network.ResponseHandler;
import io.myq.internal.protocol.ProduceRequest;
import io.myq.internal.protocol.ProduceRequest.PartitionProduceData;
import io.myq.internal.protocol.ProduceRequest.TopicProduceData;
import io.myq.internal.protocol.ProduceResponse;
import io.myq.internal.protocol.ProduceResponse.PartitionProduceResponse;
import io.myq.internal.protocol.ProduceResponse.TopicProduceResponse;
import io.myq.internal.protocol.Request;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The batches of one request, at most one for each partition, and the way back of their answers. Owned by the owner loop. */
final class ProduceSet implements ResponseHandler<ProduceResponse> {

    /** A request takes further batches until it has so many bytes; the broker's own limit is 100 MB. */
    private static final int FULL_BYTES = 4 * 1024 * 1024;

    private static final short NEWEST_OF_V1 = 11;

    private final BrokerProducer broker;
    private final Pipeline pipeline;
    private final List<PartitionSender> partitions = new ArrayList<>(4);
    private final List<ProducerBatch> batches = new ArrayList<>(4);
    private final Map<TopicProducer, List<PartitionProduceData>> topics = new LinkedHashMap<>(4);
    private final int maxMessages;
    private final long fullBytes;
    private final long createdNanos = System.nanoTime();
    private int bytes;
    private int messages;

    /** @param room it takes further batches until it has so many bytes, too */
    ProduceSet(BrokerProducer broker, Pipeline pipeline, long room) {
        this.broker = broker;
        this.pipeline = pipeline;
        this.maxMessages = pipeline.settings().flush().maxMessages();
        this.fullBytes = Math.min(FULL_BYTES, room);
    }

    boolean isEmpty() {
        return batches.isEmpty();
    }

    boolean isFull() {
        return bytes >= fullBytes || messages >= maxMessages;
    }

    /** All its batches together. */
    int bytes() {
        return bytes;
    }

    /** Since it was made. */
    long ageNanos() {
        return System.nanoTime() - createdNanos;
    }

    /** Whether the number of its messages is limited ({@code Producer.Flush.MaxMessages}). */
    boolean limited() {
        return maxMessages < Integer.MAX_VALUE;
    }

    /** How many messages more it may take. */
    int room() {
        return maxMessages - messages;
    }

    void add(PartitionSender partition, ProducerBatch batch) {
        ByteBuffer records = pipeline.sealer().seal(batch, partition.topic().compressionRatio());
        bytes += records.remaining();
        messages += batch.count();
        topics.computeIfAbsent(partition.topic(), topic -> new ArrayList<>(4))
                .add(new PartitionProduceData(batch.topicPartition.partition(), records));
        partitions.add(partition);
        batches.add(batch);
    }

    Request<ProduceResponse> request() {
        List<TopicProduceData> data = new ArrayList<>(topics.size());
        topics.forEach((topic, records) -> data.add(new TopicProduceData(topic.name(), topic.id(), records)));
        TransactionManager transactions = pipeline.transactions();
        ProduceRequest request = new ProduceRequest(
                transactions == null ? null : transactions.transactionalId(),
                pipeline.settings().producer().requiredAcks().code(),
                (int) pipeline.settings().producer().timeout().toMillis(),
                data);
        // newer versions stand for AddPartitionsToTxn as well, which only transactions of version 2 understand
        return transactions == null || transactions.v2() ? request : new CappedRequest<>(request, NEWEST_OF_V1);
    }

    @Override
    public void onResponse(ProduceResponse response) {
        broker.onAnswered(this, response.throttleTimeMs());
        Map<PartitionSender, PartitionProduceResponse> answers = new HashMap<>();
        for (TopicProduceResponse topic : response.responses()) {
            collect(topic, answers);
        }
        LeaderHints.take(response, answers, pipeline.cluster());
        for (int i = 0; i < batches.size(); i++) {
            PartitionSender partition = partitions.get(i);
            pipeline.retryHandler().onAnswer(partition, batches.get(i), answers.get(partition), broker);
        }
        pipeline.pump();
    }

    private void collect(TopicProduceResponse answered, Map<PartitionSender, PartitionProduceResponse> answers) {
        TopicProducer topic = find(answered);
        if (topic != null) {
            for (PartitionProduceResponse answer : answered.partitionResponses()) {
                PartitionSender partition = topic.sender(answer.index());
                if (partition != null) {
                    answers.put(partition, answer);
                }
            }
        }
    }

    private @Nullable TopicProducer find(TopicProduceResponse answered) {
        for (TopicProducer topic : topics.keySet()) {
            // newer versions have the id alone, older ones the name alone
            if (answered.name().isEmpty()
                    ? topic.id().equals(answered.topicId())
                    : topic.name().equals(answered.name())) {
                return topic;
            }
        }
        return null;
    }

    /** The answer of a broker that does not answer: it is on its way. */
    void onWritten() {
        broker.onAnswered(this, 0);
        for (int i = 0; i < batches.size(); i++) {
            pipeline.retryHandler().onWritten(partitions.get(i), batches.get(i));
        }
        pipeline.pump();
    }

    @Override
    public void onFailure(MyqException cause, boolean maybeSent) {
        broker.onConnectionFailure(this, cause);
        for (int i = 0; i < batches.size(); i++) {
            pipeline.retryHandler().onConnectionFailure(partitions.get(i), batches.get(i), cause, maybeSent);
        }
        pipeline.pump();
    }
}
