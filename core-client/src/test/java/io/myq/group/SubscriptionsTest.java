package io.myq.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.error.ProtocolException;
import io.myq.internal.protocol.ConsumerProtocolSubscription;
import io.myq.message.TopicPartition;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What members tell each other, held against kafka-clients. */
class SubscriptionsTest {

    @Test
    void kafkaClientsReadsOurSubscription() {
        byte[] ours = Subscriptions.subscription(
                Set.of("b", "a"),
                List.of(new TopicPartition("a", 1), new TopicPartition("a", 0)),
                7,
                new byte[] {3},
                "rack");
        Subscription theirs = ConsumerProtocol.deserializeSubscription(ByteBuffer.wrap(ours));
        assertThat(theirs.topics()).containsExactly("a", "b");
        assertThat(theirs.ownedPartitions()).containsExactly(kafka("a", 0), kafka("a", 1));
        assertThat(theirs.generationId()).isEqualTo(Optional.of(7));
        assertThat(theirs.userData()).isEqualTo(ByteBuffer.wrap(new byte[] {3}));
        assertThat(theirs.rackId()).isEqualTo(Optional.of("rack"));
    }

    @ParameterizedTest
    @ValueSource(shorts = {0, 1, 2, 3})
    void readsSubscriptionsOfKafkaClientsInEveryVersion(short version) {
        Subscription theirs = new Subscription(
                List.of("a", "b"), ByteBuffer.wrap(new byte[] {1}), List.of(kafka("a", 3)), 9, Optional.of("rack"));
        ConsumerProtocolSubscription ours =
                Subscriptions.subscription(bytes(ConsumerProtocol.serializeSubscription(theirs, version)));
        assertThat(ours.topics()).containsExactly("a", "b");
        assertThat(Subscriptions.owned(ours)).isEqualTo(version >= 1 ? List.of(new TopicPartition("a", 3)) : List.of());
        assertThat(ours.generationId()).isEqualTo(version >= 2 ? 9 : -1);
    }

    @Test
    void assignmentsGoBothWays() {
        byte[] ours = Subscriptions.assignment(Set.of(new TopicPartition("b", 0), new TopicPartition("a", 1)));
        assertThat(ConsumerProtocol.deserializeAssignment(ByteBuffer.wrap(ours)).partitions())
                .containsExactly(kafka("a", 1), kafka("b", 0));
        byte[] theirs = bytes(ConsumerProtocol.serializeAssignment(new Assignment(List.of(kafka("c", 2)))));
        assertThat(Subscriptions.assignment(theirs)).containsExactly(new TopicPartition("c", 2));
        assertThat(Subscriptions.assignment(new byte[0])).isEmpty();
    }

    @Test
    void aNewerVersionBeginsWithWhatWeKnow() {
        byte[] ours = Subscriptions.assignment(Set.of(new TopicPartition("a", 1)));
        byte[] newer = java.util.Arrays.copyOf(ours, ours.length + 5);
        newer[1] = 9;
        assertThat(Subscriptions.assignment(newer)).containsExactly(new TopicPartition("a", 1));
    }

    @Test
    void nonsenseIsNamedAsSuch() {
        assertThatThrownBy(() -> Subscriptions.subscription(new byte[] {0}))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("without a version");
        assertThatThrownBy(() -> Subscriptions.assignment(new byte[] {0, 3, 127, 127, 127, 127}))
                .isInstanceOf(ProtocolException.class);
        byte[] negative = Subscriptions.assignment(Set.of(new TopicPartition("a", 0)));
        negative[negative.length - 5] = -1;
        negative[negative.length - 8] = -1;
        assertThatThrownBy(() -> Subscriptions.assignment(negative))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("negative");
    }

    private static org.apache.kafka.common.TopicPartition kafka(String topic, int partition) {
        return new org.apache.kafka.common.TopicPartition(topic, partition);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
