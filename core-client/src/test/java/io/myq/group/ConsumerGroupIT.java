package io.myq.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import io.myq.config.OffsetInitial;
import io.myq.embedded.EmbeddedKafka;
import io.myq.group.GroupStatus.State;
import io.myq.testing.OpenCluster;
import io.myq.testing.Oracle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One member on a real broker, from joining to leaving. */
class ConsumerGroupIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static EmbeddedKafka kafka;
    private static Oracle oracle;
    private static OpenCluster client;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.builder().start();
        oracle = new Oracle(kafka.bootstrapServers());
        client = OpenCluster.at(kafka.bootstrapServers(), fromOldest());
    }

    private static Config fromOldest() {
        Config config = Config.defaults();
        return config.withConsumer(
                config.consumer().withOffsets(config.consumer().offsets().withInitial(OffsetInitial.OLDEST)));
    }

    @AfterAll
    static void stop() {
        client.close();
        oracle.close();
        kafka.close();
    }

    @Test
    void readsAllCommitsAndLeaves() throws Exception {
        oracle.createTopic("round", 3);
        oracle.sendKeyed("round", 10, 0, 1000);
        RecordingHandler handler = new RecordingHandler();
        ConsumerGroup group = GroupFactory.open(client.cluster, "round");
        group.consume(List.of("round"), handler);
        await().atMost(LIMIT).until(() -> handler.messages.size() == 1000);
        GroupStatus status = group.status();
        assertThat(status.state()).isEqualTo(State.STABLE);
        assertThat(status.assigned()).hasSize(3);
        assertThat(status.coordinator()).isEqualTo(kafka.bootstrapServers());
        assertThat(group.close(LIMIT)).isTrue();

        assertThat(group.status().state()).isEqualTo(State.CLOSED);
        assertThat(handler.messages).hasSize(1000);
        Map<TopicPartition, Long> committed = oracle.committed("round");
        assertThat(committed).isNotEmpty();
        for (int i = 0; i < 3; i++) {
            long end = oracle.endOffset("round", i);
            assertThat(committed.getOrDefault(new TopicPartition("round", i), 0L))
                    .isEqualTo(end);
            assertThat(handler.eventsOf(new io.myq.message.TopicPartition("round", i)))
                    .containsExactly("setup", "begin", "end", "cleanup");
        }
        assertThat(oracle.members("round")).isEmpty();
        assertThat(group.metrics().records()).isEqualTo(1000);
        assertThat(group.metrics().failedCommits()).isZero();
    }
}
