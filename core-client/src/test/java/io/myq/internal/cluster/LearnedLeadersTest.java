package io.myq.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.error.ErrorCode;
import io.myq.message.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a broker says of partitions that it no longer leads. */
class LearnedLeadersTest {

    private static final UUID ID = new UUID(1, 1);
    private static final Node ONE = new Node(1, "one", 9092, null);
    private static final Node TWO = new Node(2, "two", 9092, null);
    private static final ClusterView VIEW = new ClusterView(
            "c",
            Map.of(1, ONE),
            Map.of(
                    "orders",
                    new TopicView("orders", ID, ErrorCode.NONE, List.of(partition(0, 1, 5), partition(1, 1, 7))),
                    "broken",
                    new TopicView("broken", ID, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, List.of())),
            Map.of(ID, "orders"));

    private static PartitionView partition(int number, int leader, int epoch) {
        return new PartitionView(new TopicPartition("orders", number), leader, epoch);
    }

    @Test
    void aNewerLeaderIsBelievedAndItsUnknownAddressKept() {
        ClusterView next = LearnedLeaders.in(VIEW, List.of(TWO), List.of(partition(1, 2, 8)));
        assertThat(next.partition(new TopicPartition("orders", 1))).isEqualTo(partition(1, 2, 8));
        assertThat(next.partition(new TopicPartition("orders", 0))).isEqualTo(partition(0, 1, 5));
        assertThat(next.nodes()).containsEntry(2, TWO).containsEntry(1, ONE);
        assertThat(next.topicNames()).isEqualTo(VIEW.topicNames());
        assertThat(next.topic("broken")).isSameAs(VIEW.topic("broken"));
    }

    @Test
    void theViewsOwnAddressOfABrokerCountsMore() {
        Node elsewhere = new Node(1, "elsewhere", 9092, null);
        ClusterView next = LearnedLeaders.in(VIEW, List.of(TWO, elsewhere), List.of(partition(0, 2, 6)));
        assertThat(next.nodes()).containsEntry(1, ONE);
    }

    @Test
    void whatIsNotNewerChangesNothing() {
        assertThat(LearnedLeaders.in(VIEW, List.of(TWO), List.of(partition(0, 2, 5), partition(1, 2, 6))))
                .isSameAs(VIEW);
    }

    @Test
    void leadersWithoutAnAddressAndUnknownPartitionsChangeNothing() {
        List<PartitionView> strange = List.of(
                partition(0, 3, 9),
                partition(7, 1, 9),
                new PartitionView(new TopicPartition("broken", 0), 1, 9),
                new PartitionView(new TopicPartition("unheard", 0), 1, 9));
        assertThat(LearnedLeaders.in(VIEW, List.of(TWO), strange)).isSameAs(VIEW);
    }
}
