package io.myq.consumer;

import io.myq.error.CorruptRecordException;
import io.myq.error.MyqException;
import io.myq.error.ProtocolException;
import io.myq.fuzz.Fuzzer;
import io.myq.internal.batch.RecordBatch;
import io.myq.internal.batch.RecordBatches;
import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.FetchResponse;
import io.myq.internal.protocol.MessageReader;
import io.myq.internal.protocol.ResponseHeader;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/**
 * Answers to a fetch as Kafka's own classes write them, spoiled, and read as the consumer reads them: from the frame to
 * the last header of the last message.
 */
class FetchFuzzTest {

    private static final int CAP = 256 * 1024;
    /** What is decompressed, and messages of it. */
    private static final long MOST_ALWAYS = 64L * CAP;

    private static final int MOST_PER_BYTE = 128;
    private static final long PRODUCER = 77;
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    private final Decompressors decompressors = new Decompressors(CAP);
    private final BatchDecoder decoder = new BatchDecoder(new LongAdder(), new LongAdder(), decompressors);

    @Test
    void spoiledAnswersAreMessagesOrSaidToBeCorrupt() throws InterruptedException {
        Fuzzer fuzzer = new Fuzzer("fetches", 10, MyqException.class, MOST_ALWAYS, MOST_PER_BYTE);
        List<MemoryRecords> logs = logs();
        for (MemoryRecords log : logs) {
            byte[] bytes = new byte[log.sizeInBytes()];
            log.buffer().get(bytes);
            fuzzer.add(new Fuzzer.Seed("records", bytes, hostile -> consume(ByteBuffer.wrap(hostile), null)));
        }
        for (short version = Api.FETCH.minVersion(); version <= Api.FETCH.maxVersion(); version++) {
            short v = version;
            for (MemoryRecords log : logs) {
                fuzzer.add(new Fuzzer.Seed("Fetch version " + v, frame(log, v), hostile -> answer(hostile, v)));
            }
        }
        fuzzer.run();
        decompressors.close();
    }

    private void answer(byte[] frame, short version) {
        MessageReader in = new MessageReader(ByteBuffer.wrap(frame), version, Api.FETCH.flexible(version));
        FetchResponse response;
        try {
            ResponseHeader.read(in, Api.FETCH.responseHeaderVersion(version));
            response = Api.FETCH.readResponse(in);
        } catch (ProtocolException e) {
            throw e;
        } catch (MyqException e) {
            throw new AssertionError("not as a frame is refused", e);
        }
        response.responses()
                .forEach(topic -> topic.partitions().forEach(data -> {
                    ByteBuffer records = data.records();
                    if (records != null) {
                        consume(records, data.abortedTransactions());
                    }
                }));
    }

    private void consume(ByteBuffer records, List<FetchResponse.AbortedTransaction> transactions) {
        RecordBatches batches = new RecordBatches(PARTITION, records);
        AbortedTransactions aborted = AbortedTransactions.of(transactions);
        try {
            for (RecordBatch batch = batches.next(); batch != null; batch = batches.next()) {
                batch.info();
                if (!aborted.hides(batch)) {
                    decoder.decode(batch, 0).forEach(FetchFuzzTest::look);
                }
            }
        } catch (CorruptRecordException e) {
            throw e;
        } catch (MyqException e) {
            throw new AssertionError("not as records are refused", e);
        }
    }

    private static void look(ConsumerMessage message) {
        message.headers().forEach(header -> header.key().length());
        message.timestamp();
        message.position();
    }

    private static byte[] frame(MemoryRecords log, short version) {
        var partition = new FetchResponseData.PartitionData()
                .setPartitionIndex(0)
                .setHighWatermark(1000)
                .setLastStableOffset(900)
                .setLogStartOffset(0)
                .setAbortedTransactions(List.of(new FetchResponseData.AbortedTransaction()
                        .setProducerId(PRODUCER)
                        .setFirstOffset(0)))
                .setRecords(log);
        var topic = new FetchResponseData.FetchableTopicResponse().setPartitions(List.of(partition));
        topic = version < 13 ? topic.setTopic("orders") : topic.setTopicId(new Uuid(1, 2));
        FetchResponseData data = new FetchResponseData().setResponses(List.of(topic));
        ByteBuffer body = MessageUtil.toByteBufferAccessor(data, version).buffer();
        int header = Api.FETCH.responseHeaderVersion(version) == 0 ? 4 : 5;
        byte[] frame = new byte[header + body.remaining()];
        body.get(frame, header, body.remaining());
        return frame;
    }

    /** All that a log can hold. */
    private static List<MemoryRecords> logs() {
        List<MemoryRecords> logs = new ArrayList<>();
        for (Compression codec : List.of(
                Compression.NONE,
                Compression.gzip().build(),
                Compression.snappy().build(),
                Compression.lz4().build(),
                Compression.zstd().build())) {
            logs.add(MemoryRecords.withRecords(0, codec, records(1)));
            logs.add(MemoryRecords.withRecords(5, codec, records(20)));
            logs.add(MemoryRecords.withTransactionalRecords(codec, PRODUCER, (short) 1, 0, records(3)));
        }
        logs.add(MemoryRecords.withEndTransactionMarker(
                10, 1000, 3, PRODUCER, (short) 1, new EndTransactionMarker(ControlRecordType.ABORT, 4)));
        logs.add(together(logs));
        return logs;
    }

    private static MemoryRecords together(List<MemoryRecords> logs) {
        ByteBuffer all = ByteBuffer.allocate(
                logs.stream().mapToInt(MemoryRecords::sizeInBytes).sum());
        logs.forEach(log -> all.put(log.buffer()));
        return MemoryRecords.readableRecords(all.flip());
    }

    private static SimpleRecord[] records(int count) {
        SimpleRecord[] records = new SimpleRecord[count];
        for (int i = 0; i < count; i++) {
            Header[] headers = i % 3 == 0
                    ? new Header[] {
                        new RecordHeader("trace", new byte[] {1, 2}), new RecordHeader("none", (byte[]) null)
                    }
                    : new Header[0];
            records[i] = new SimpleRecord(
                    1000L + i, i % 2 == 0 ? null : new byte[] {(byte) i}, i % 5 == 4 ? null : new byte[i * 7], headers);
        }
        return records;
    }
}
