package io.myq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.RequestHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames and logs, as Kafka's own classes see them. */
class ReplayFrameTest {

    @Test
    void kafkaReadsTheReplayedRequest() {
        ByteBuffer frame = ReplayFrame.encode(Workload.load("w", 100, 1), "topic", 3, 20);
        assertThat(frame.getInt()).isEqualTo(frame.remaining());
        RequestHeader header = RequestHeader.parse(frame);
        ProduceRequestData request = new ProduceRequestData(new ByteBufferAccessor(frame), header.apiVersion());
        assertThat(frame.hasRemaining()).isFalse();
        assertThat(request.acks()).isEqualTo((short) -1);
        ProduceRequestData.TopicProduceData topic =
                request.topicData().iterator().next();
        assertThat(topic.name()).isEqualTo("topic");
        assertThat(topic.partitionData()).hasSize(3).allSatisfy(partition -> {
            MemoryRecords records = (MemoryRecords) partition.records();
            assertThat(records.batches())
                    .hasSize(1)
                    .allSatisfy(batch -> assertThat(batch.isValid()).isTrue());
            assertThat(records.records())
                    .hasSize(20)
                    .allSatisfy(record -> assertThat(record.valueSize()).isEqualTo(100));
        });
    }

    @Test
    void countsTheBatchesOfASegment(@TempDir Path directory) throws IOException {
        Path segment = directory.resolve("00000000000000000000.log");
        ByteBuffer two = batch("one", "two");
        ByteBuffer one = batch("three");
        int bytes = two.remaining() + one.remaining();
        Files.write(segment, ByteBuffer.allocate(bytes + 10).put(two).put(one).array());
        LogScan scan = new LogScan(0);
        scan.add(segment);
        assertThat(scan.batches()).isEqualTo(2);
        assertThat(scan.recordsPerBatch()).isEqualTo(1.5);
        assertThat(scan.bytesPerRecord()).isEqualTo(bytes / 3.0);
    }

    private static ByteBuffer batch(String... values) {
        SimpleRecord[] records = new SimpleRecord[values.length];
        for (int i = 0; i < values.length; i++) {
            records[i] = new SimpleRecord(values[i].getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        return MemoryRecords.withRecords(Compression.NONE, records).buffer();
    }
}
