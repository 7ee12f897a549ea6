package io.myq.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.internal.compress.Compressor;
import io.myq.internal.compress.Decompressor;
import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.ApiMessage;
import io.myq.internal.protocol.CreateTopicsRequest;
import io.myq.internal.protocol.CreateTopicsRequest.CreatableTopic;
import io.myq.internal.protocol.FetchRequest;
import io.myq.internal.protocol.FetchRequest.FetchPartition;
import io.myq.internal.protocol.FetchRequest.FetchTopic;
import io.myq.internal.protocol.FetchResponse.PartitionData;
import io.myq.internal.protocol.MessageReader;
import io.myq.internal.protocol.MessageWriter;
import io.myq.internal.protocol.ProduceRequest;
import io.myq.internal.protocol.ProduceRequest.PartitionProduceData;
import io.myq.internal.protocol.ProduceRequest.TopicProduceData;
import io.myq.internal.protocol.ProduceResponse.PartitionProduceResponse;
import io.myq.internal.protocol.Request;
import io.myq.internal.protocol.RequestHeader;
import io.myq.internal.protocol.ResponseHeader;
import io.myq.message.CompressionType;
import io.myq.message.Header;
import io.myq.testing.SharedKafka;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real broker takes the batches written here with every codec, and kafka-clients' consumer reads them from it. */
class RecordBatchIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    @ParameterizedTest
    @EnumSource
    void theBrokerTakesItAndKafkaClientsConsumerReadsIt(CompressionType type) throws IOException {
        long seed = Long.getLong("test.seed", System.nanoTime());
        System.out.println("seed " + seed + " (replay with -Dtest.seed=" + seed + ")");
        String topic = "batch-" + type;
        List<Row> rows = Row.random(new Random(seed), 200, 0);
        String[] address = broker.addresses().split(":");
        try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]));
                Compressor compressor = new Compressor();
                Decompressor decompressor = new Decompressor(1 << 24)) {
            call(
                    socket,
                    7,
                    CreateTopicsRequest.defaults()
                            .withTimeoutMs(30_000)
                            .withTopics(List.of(CreatableTopic.defaults()
                                    .withName(topic)
                                    .withNumPartitions(1)
                                    .withReplicationFactor((short) 1))));
            RecordBatchBuilder builder = new RecordBatchBuilder(1024);
            rows.forEach(r -> builder.tryAppend(r.timestamp(), r.key(), r.value(), r.headers(), 1 << 24));
            ByteBuffer batch = builder.seal(-1, (short) -1, -1, type, Compressor.DEFAULT_LEVEL, compressor);

            // the new topic's leader needs a moment; until then nothing is written
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(produce(socket, topic, batch).errorCode())
                                    .isZero());
            assertThat(consumeByKafkaClients(topic, rows.size())).isEqualTo(rows);
            assertThat(Row.readHere(fetch(socket, topic), decompressor)).isEqualTo(rows);
        }
    }

    private static PartitionProduceResponse produce(Socket socket, String topic, ByteBuffer batch) throws IOException {
        PartitionProduceData data = PartitionProduceData.defaults().withRecords(batch);
        ProduceRequest request = ProduceRequest.defaults()
                .withAcks((short) -1)
                .withTimeoutMs(30_000)
                .withTopicData(
                        List.of(TopicProduceData.defaults().withName(topic).withPartitionData(List.of(data))));
        return call(socket, 9, request).responses().get(0).partitionResponses().get(0);
    }

    private static ByteBuffer fetch(Socket socket, String topic) throws IOException {
        FetchPartition partition = FetchPartition.defaults().withPartitionMaxBytes(1 << 24);
        FetchTopic fetchTopic = FetchTopic.defaults().withTopic(topic).withPartitions(List.of(partition));
        FetchRequest request = FetchRequest.defaults()
                .withMaxBytes(1 << 24)
                .withMinBytes(1)
                .withMaxWaitMs(10_000)
                .withTopics(List.of(fetchTopic));
        PartitionData data =
                call(socket, 12, request).responses().get(0).partitions().get(0);
        assertThat(data.errorCode()).isZero();
        return data.records();
    }

    private static <R extends ApiMessage> R call(Socket socket, int version, Request<R> request) throws IOException {
        Api<R> api = request.api();
        short v = (short) version;
        MessageWriter out = new MessageWriter(ByteBuffer.allocate(64), v, api.flexible(v));
        out.int32("frame length", 0);
        new RequestHeader(api.key(), v, 42, "batch-it").write(out);
        request.write(out);
        out.patchInt32(0, out.position() - 4);
        socket.getOutputStream().write(out.buffer().array(), 0, out.position());

        DataInputStream answer = new DataInputStream(socket.getInputStream());
        byte[] frame = answer.readNBytes(answer.readInt());
        MessageReader in = new MessageReader(ByteBuffer.wrap(frame), v, api.flexible(v));
        assertThat(ResponseHeader.read(in, api.responseHeaderVersion(v)).correlationId())
                .isEqualTo(42);
        return api.readResponse(in);
    }

    private static List<Row> consumeByKafkaClients(String topic, int count) {
        Map<String, Object> config = Map.of("bootstrap.servers", broker.addresses());
        List<Row> rows = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (rows.size() < count && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    List<Header> headers = Stream.of(record.headers().toArray())
                            .map(h -> new Header(h.key(), h.value()))
                            .toList();
                    rows.add(new Row(record.offset(), record.timestamp(), record.key(), record.value(), headers));
                }
            }
        }
        return rows;
    }
}
