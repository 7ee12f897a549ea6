package io.myq.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.kafka.common.errors.InvalidMetadataException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** Holds our table of broker error codes against that of kafka-clients. */
class ErrorCodeTest {

    @Test
    void hasEachRowOfKafkasTableAndNoOther() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::name))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Errors.values()).map(Errors::name).toList());
    }

    @Test
    void agreesWithKafkaOnNumberAndOnWhatToDo() {
        for (Errors theirs : Errors.values()) {
            ErrorCode ours = ErrorCode.of(theirs.code());

            assertThat(ours.name()).isEqualTo(theirs.name());
            assertThat(ours.code()).isEqualTo(theirs.code());
            assertThat(ours.retriable()).as(ours.name()).isEqualTo(theirs.exception() instanceof RetriableException);
            assertThat(ours.staleMetadata())
                    .as(ours.name())
                    .isEqualTo(theirs.exception() instanceof InvalidMetadataException);
        }
    }

    @Test
    void readsACodeOfANewerBrokerAsUnknownServerError() {
        assertThat(ErrorCode.of((short) 9999)).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
    }
}
