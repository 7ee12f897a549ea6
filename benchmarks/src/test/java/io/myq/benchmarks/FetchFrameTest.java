package io.myq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.RequestHeader;
import org.junit.jupiter.api.Test;

/** What the floor asks for, as Kafka's own classes see it, and how records are compared with what was written. */
class FetchFrameTest {

    private final Workload workload = Workload.consume("w", Workload.Kind.CONSUME, 100, 1);

    @Test
    void kafkaReadsTheReplayedFetch() {
        FetchFrame frame = new FetchFrame("topic", 3);
        frame.advance(1, 150);
        frame.advance(1, 300);
        ByteBuffer bytes = frame.bytes();
        assertThat(bytes.getInt()).isEqualTo(bytes.remaining());
        RequestHeader header = RequestHeader.parse(bytes);
        FetchRequestData request = new FetchRequestData(new ByteBufferAccessor(bytes), header.apiVersion());
        assertThat(bytes.hasRemaining()).isFalse();
        assertThat(request.minBytes()).isEqualTo(1);
        assertThat(request.topics()).hasSize(1).allSatisfy(topic -> {
            assertThat(topic.topic()).isEqualTo("topic");
            assertThat(topic.partitions())
                    .extracting(FetchRequestData.FetchPartition::fetchOffset)
                    .containsExactly(0L, 450L, 0L);
        });
    }

    @Test
    void recordsAreComparedWithWhatWasWritten() {
        Payload payload = new Payload(100);
        Tally tally = new Tally(workload);
        int perBatch = workload.recordsPerBatch();
        for (int i = 0; i < 2 * perBatch; i++) {
            tally.record(0, i, payload.value(i % perBatch), 0, 100);
        }
        tally.record(3, 0, payload.value(0), 0, 100);
        assertThat(tally.count()).isEqualTo(2L * perBatch + 1);
        byte[] other = payload.value(1).clone();
        other[99] ^= 1;
        assertThatThrownBy(() -> tally.record(3, 1, other, 0, 100)).hasMessageContaining("nothing is compared");
        assertThatThrownBy(() -> tally.record(3, 1, payload.value(1), 0, 99)).hasMessageContaining("99 bytes");
        assertThatThrownBy(() -> tally.record(3, 2, payload.value(1), 0, 100)).hasMessageContaining("offset 2");
    }

    @Test
    void theProtocolIsOneOfTwo() {
        assertThat(Options.parse(new String[] {"w", "--protocol", "classic"}, 1).protocol())
                .isEqualTo(GroupProtocol.CLASSIC);
        assertThat(Options.parse(new String[] {"w"}, 1).protocol()).isNull();
        assertThatThrownBy(() -> Options.parse(new String[] {"w", "--protocol"}, 1))
                .hasMessage("--protocol needs classic or consumer, and not nothing");
    }
}
