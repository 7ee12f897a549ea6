package io.myq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages as values: what they say, when they are equal, what logs show of them. */
class ConsumerMessageTest {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 3);

    @Test
    void saysWhatItWasMadeWith() {
        Header header = Header.of("trace", "1");
        ConsumerMessage message =
                new ConsumerMessage("orders", 3, 17, 1_000, bytes("key"), bytes("value"), List.of(header));
        assertThat(message.topic()).isEqualTo("orders");
        assertThat(message.partition()).isEqualTo(3);
        assertThat(message.topicPartition()).isEqualTo(ORDERS);
        assertThat(message.offset()).isEqualTo(17);
        assertThat(message.timestamp()).isEqualTo(1_000);
        assertThat(message.timestampType()).isEqualTo(TimestampType.CREATE_TIME);
        assertThat(message.leaderEpoch()).isEqualTo(BatchInfo.NONE);
        assertThat(message.key()).asString(StandardCharsets.UTF_8).isEqualTo("key");
        assertThat(message.value()).asString(StandardCharsets.UTF_8).isEqualTo("value");
        assertThat(message.headers()).containsExactly(header);
        assertThat(message.position()).isEqualTo("orders-3@17");
    }

    @Test
    void nothingIsNull() {
        ConsumerMessage tombstone = new ConsumerMessage("orders", 3, 17, 1_000, null, null, List.of());
        assertThat(tombstone.key()).isNull();
        assertThat(tombstone.value()).isNull();
        assertThat(tombstone.headers()).isEmpty();
        assertThat(tombstone.header("trace")).isNull();
    }

    @Test
    void theLastHeaderOfANameCounts() {
        ConsumerMessage message =
                message(bytes("k"), bytes("v"), List.of(Header.of("a", "1"), Header.of("b", "2"), Header.of("a", "3")));
        assertThat(message.header("a")).isEqualTo(Header.of("a", "3"));
        assertThat(message.header("c")).isNull();
    }

    @Test
    void laterChangesToTheListOfHeadersDoNotCount() {
        List<Header> headers = new ArrayList<>(List.of(Header.of("a", "1")));
        ConsumerMessage message = message(null, null, headers);
        headers.clear();
        assertThat(message.headers()).hasSize(1);
    }

    @Test
    void equalsWhatIsFromTheSamePlaceAndSaysTheSame() {
        List<Header> headers = List.of(Header.of("a", "1"));
        ConsumerMessage message = message(bytes("k"), bytes("v"), headers);
        assertThat(message)
                .isEqualTo(message(bytes("k"), bytes("v"), List.of(Header.of("a", "1"))))
                .hasSameHashCodeAs(message(bytes("k"), bytes("v"), headers))
                .isEqualTo(new ConsumerMessage(batch(), 17, 1_000, bytes("k"), bytes("v"), headers))
                .isNotEqualTo(message(bytes("x"), bytes("v"), headers))
                .isNotEqualTo(message(bytes("k"), bytes("x"), headers))
                .isNotEqualTo(message(bytes("k"), null, headers))
                .isNotEqualTo(message(bytes("k"), bytes("v"), List.of()))
                .isNotEqualTo(new ConsumerMessage("orders", 3, 18, 1_000, bytes("k"), bytes("v"), headers))
                .isNotEqualTo(new ConsumerMessage("orders", 4, 17, 1_000, bytes("k"), bytes("v"), headers))
                .isNotEqualTo(new ConsumerMessage("orders", 3, 17, 1_001, bytes("k"), bytes("v"), headers));
    }

    @Test
    void aMessageOfABatchSharesWhatAllHaveInCommon() {
        ConsumerMessage message = new ConsumerMessage(batch(), 17, 1_000, null, bytes("v"), List.of());
        assertThat(message.offset()).isEqualTo(17);
        assertThat(message.timestamp()).isEqualTo(1_000);
        assertThat(message.leaderEpoch()).isEqualTo(5);
        assertThat(message.batch().lastOffset()).isEqualTo(20);
    }

    @Test
    void timestampsMayBeAnywhere() {
        for (long timestamp : new long[] {0, 900, -1, Long.MAX_VALUE, Long.MIN_VALUE, 900L + (1L << 31)}) {
            assertThat(new ConsumerMessage(batch(), 17, timestamp, bytes("k"), null, List.of()))
                    .satisfies(message -> assertThat(message.timestamp()).isEqualTo(timestamp))
                    .satisfies(message -> assertThat(message.key()).isEqualTo(bytes("k")));
        }
    }

    @Test
    void anOffsetThatTheBatchDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> new ConsumerMessage(batch(), 21, 1_000, null, null, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Offset 21 of orders-3 is not in a batch from 10 to 20");
    }

    @Test
    void logsShowPlaceAndSizesButNoContent() {
        assertThat(message(bytes("secret"), bytes("more secret"), List.of(Header.of("a", "secret"))))
                .hasToString("orders-3@17 (timestamp 1000, key 6 bytes, value 11 bytes, headers a)");
        assertThat(message(null, null, List.of())).hasToString("orders-3@17 (timestamp 1000, key null, value null)");
    }

    private static BatchInfo batch() {
        return new BatchInfo(
                ORDERS,
                10,
                20,
                11,
                5,
                CompressionType.NONE,
                TimestampType.CREATE_TIME,
                900,
                1_100,
                -1,
                (short) -1,
                -1,
                false,
                false);
    }

    private static ConsumerMessage message(byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {
        return new ConsumerMessage("orders", 3, 17, 1_000, key, value, headers);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
