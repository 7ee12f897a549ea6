package io.myq.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.MessageWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a commit says, as Kafka's own class reads it. */
class CommitRequestTest {

    @ParameterizedTest
    @CsvSource({"2, 3600000", "4, 3600000", "5, -1", "8, -1"})
    void oldBrokersAreToldHowLongOffsetsAreKept(short version, long millis) {
        CommitRequest request = CommitRequest.of("group", CommitIdentity.NOBODY, Map.of());
        assertThat(read(request.keptFor(Duration.ofHours(1)), version).retentionTimeMs())
                .isEqualTo(millis);
        assertThat(read(request.keptFor(Duration.ZERO), version).retentionTimeMs())
                .isEqualTo(-1);
    }

    private static OffsetCommitRequestData read(CommitRequest request, short version) {
        MessageWriter out = new MessageWriter(ByteBuffer.allocate(64), version, Api.OFFSET_COMMIT.flexible(version));
        request.write(out);
        return new OffsetCommitRequestData(new ByteBufferAccessor(out.buffer()), version);
    }
}
