package io.myq.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.myq.error.ErrorCode;
import io.myq.error.ProtocolException;
import io.myq.internal.protocol.MetadataResponse;
import io.myq.internal.protocol.MetadataResponse.MetadataResponseBroker;
import io.myq.internal.protocol.MetadataResponse.MetadataResponsePartition;
import io.myq.internal.protocol.MetadataResponse.MetadataResponseTopic;
import io.myq.message.TopicPartition;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How a view follows from the one before and an answer. */
class ViewsTest {

    private static final UUID ID = new UUID(1, 1);
    private static final Set<String> ORDERS = Set.of("orders");

    @Test
    void partitionsAreSortedAndLeadersThatNobodyListsAreNone() {
        ClusterView view = Views.next(
                ClusterView.EMPTY,
                answer(topic(ID, partition(2, 1, 5), partition(0, 2, 4), partition(1, 9, 3))),
                ORDERS);
        assertThat(view.topic("orders").partitions())
                .extracting(p -> p.topicPartition().partition(), PartitionView::leader, PartitionView::leaderEpoch)
                .containsExactly(tuple(0, 2, 4), tuple(1, PartitionView.NO_LEADER, 3), tuple(2, 1, 5));
        assertThat(view.topicNames()).containsEntry(ID, "orders");
        assertThat(view.nodes()).containsOnlyKeys(1, 2);
    }

    @Test
    void aBrokerThatIsBehindDoesNotTakeANewerLeaderBack() {
        ClusterView known =
                Views.next(ClusterView.EMPTY, answer(topic(ID, partition(0, 2, 5), partition(1, 1, 1))), ORDERS);
        ClusterView next = Views.next(known, answer(topic(ID, partition(0, 1, 4), partition(1, 2, 2))), ORDERS);
        assertThat(leader(next, 0)).isEqualTo(2);
        assertThat(leader(next, 1)).isEqualTo(2);
    }

    @Test
    void aTopicThatWasMadeAnewBeginsWithNewEpochs() {
        ClusterView known = Views.next(ClusterView.EMPTY, answer(topic(ID, partition(0, 2, 5))), ORDERS);
        UUID newId = new UUID(2, 2);
        ClusterView next = Views.next(known, answer(topic(newId, partition(0, 1, 0))), ORDERS);
        assertThat(leader(next, 0)).isEqualTo(1);
        assertThat(next.topicNames()).containsOnlyKeys(newId);
    }

    @Test
    void brokersThatDoNotSayEpochsAreBelieved() {
        ClusterView known = Views.next(ClusterView.EMPTY, answer(topic(ID, partition(0, 2, 5))), ORDERS);
        assertThat(leader(Views.next(known, answer(topic(ID, partition(0, 1, -1))), ORDERS), 0))
                .isEqualTo(1);
    }

    @Test
    void whatTheAnswerDoesNotMentionStays() {
        ClusterView known = Views.next(ClusterView.EMPTY, answer(topic(ID, partition(0, 2, 5))), ORDERS);
        assertThat(Views.next(known, answer(), ORDERS).topic("orders")).isEqualTo(known.topic("orders"));
    }

    @Test
    void anAnswerWithNothingNewOfATopicKeepsTheObject() {
        ClusterView known = Views.next(ClusterView.EMPTY, answer(topic(ID, partition(0, 2, 5))), ORDERS);
        ClusterView next = Views.next(known, answer(topic(ID, partition(0, 2, 5))), ORDERS);
        assertThat(next.topic("orders")).isSameAs(known.topic("orders"));
    }

    @Test
    void whatNobodyAskedForStaysOut() {
        assertThat(Views.next(ClusterView.EMPTY, answer(topic(ID, partition(0, 2, 5))), Set.of())
                        .topics())
                .isEmpty();
    }

    @Test
    void aTopicInErrorIsKeptWithItsError() {
        MetadataResponseTopic unknown = MetadataResponseTopic.defaults()
                .withName("orders")
                .withErrorCode(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code());
        TopicView topic = Views.next(ClusterView.EMPTY, answer(unknown), ORDERS).topic("orders");
        assertThat(topic.error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(topic.partitions()).isEmpty();
    }

    @Test
    void aPartitionThatIsMissingHasNoLeader() {
        ClusterView view = Views.next(ClusterView.EMPTY, answer(topic(ID, partition(1, 2, 5))), ORDERS);
        assertThat(leader(view, 0)).isEqualTo(PartitionView.NO_LEADER);
        assertThat(leader(view, 1)).isEqualTo(2);
    }

    @Test
    void numbersThatCannotBeTrueAreNotBelieved() {
        for (int number : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1_000_000}) {
            assertThatThrownBy(() -> Views.next(ClusterView.EMPTY, answer(topic(ID, partition(number, 2, 5))), ORDERS))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("lists 1 partitions of topic orders, with numbers that cannot be true");
        }
    }

    private static int leader(ClusterView view, int partition) {
        return view.partition(new TopicPartition("orders", partition)).leader();
    }

    private static MetadataResponse answer(MetadataResponseTopic... topics) {
        return MetadataResponse.defaults()
                .withClusterId("c-1")
                .withBrokers(List.of(
                        new MetadataResponseBroker(1, "one", 9092, null),
                        new MetadataResponseBroker(2, "two", 9092, null)))
                .withTopics(List.of(topics));
    }

    private static MetadataResponseTopic topic(UUID id, MetadataResponsePartition... partitions) {
        return MetadataResponseTopic.defaults()
                .withName("orders")
                .withTopicId(id)
                .withPartitions(List.of(partitions));
    }

    private static MetadataResponsePartition partition(int number, int leader, int epoch) {
        return MetadataResponsePartition.defaults()
                .withPartitionIndex(number)
                .withLeaderId(leader)
                .withLeaderEpoch(epoch);
    }
}
