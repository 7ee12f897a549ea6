package io.myq.faults.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.MyqClient;
import io.myq.config.AutoCommitConfig;
import io.myq.config.BackoffConfig;
import io.myq.config.Config;
import io.myq.config.HeartbeatConfig;
import io.myq.config.OffsetInitial;
import io.myq.faults.Action;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.Rule;
import io.myq.group.ConsumerGroup;
import io.myq.group.ConsumerGroupClaim;
import io.myq.group.ConsumerGroupHandler;
import io.myq.group.ConsumerGroupSession;
import io.myq.message.ConsumerMessage;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * F27: a broker that lags behind tells of a topic that is missing, has fewer partitions, or no leaders. Reading goes on where
 * that is possible, and at the latest when the broker has caught up; nothing is skipped or doubled by it.
 */
class StaleMetadataIT {

    private static final int PARTITIONS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int TELLINGS = 15;

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private final Set<String> received = ConcurrentHashMap.newKeySet();

    private static Config config(String clientId) {
        Config config = Config.defaults().withClientId(clientId);
        var consumer = config.consumer();
        return config.withMetadata(config.metadata()
                        .withRetry(new BackoffConfig(Duration.ofMillis(50), Duration.ofMillis(200)))
                        .withRefreshFrequency(Duration.ofMillis(100)))
                .withConsumer(consumer.withOffsets(consumer.offsets()
                                .withInitial(OffsetInitial.OLDEST)
                                .withAutoCommit(new AutoCommitConfig(true, Duration.ofMillis(50))))
                        .withGroup(consumer.group().withHeartbeat(new HeartbeatConfig(Duration.ofMillis(100)))));
    }

    @Test
    void aTopicThatIsMissingForSomeSecondsIsReadOn() throws Exception {
        readsOn(
                "missing",
                true,
                topic -> topic.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                        .setPartitions(List.of()));
    }

    @Test
    void partitionsWithoutALeaderAreReadOnWhenTheyHaveOne() throws Exception {
        readsOn(
                "leaderless",
                false,
                topic -> topic.partitions()
                        .forEach(partition -> partition
                                .setErrorCode(Errors.LEADER_NOT_AVAILABLE.code())
                                .setLeaderId(-1)));
    }

    @Test
    void partitionsThatAreMissingAreReadOnWhenTheyAreBack() throws Exception {
        readsOn("fewer", false, topic -> topic.setPartitions(topic.partitions().subList(0, 1)));
    }

    private interface Change {
        void apply(MetadataResponseData.MetadataResponseTopic topic);
    }

    /** @param undisturbed whether it is read meanwhile, by the same claims */
    private void readsOn(String name, boolean undisturbed, Change change) throws Exception {
        String topic = "stale-" + name;
        broker.oracle().createTopic(topic, PARTITIONS);
        try (MyqClient client = MyqClient.open(List.of(broker.proxied()), config(topic));
                ConsumerGroup member = client.consumerGroup(topic)) {
            member.consume(List.of(topic), new Remembering());
            awaitMore(topic, 0);
            int generation = member.status().generationId();
            Action edit =
                    Actions.edit(body -> ((MetadataResponseData) body).topics().forEach(change::apply));
            long start = System.nanoTime();
            try (Rule rule =
                    broker.faults().add(Match.responses(ApiKeys.METADATA).client(topic), edit)) {
                for (int i = 1; undisturbed && rule.hits() < TELLINGS; i++) {
                    awaitMore(topic, i);
                }
                await().atMost(LIMIT).until(() -> rule.hits() >= TELLINGS);
                long millis = (System.nanoTime() - start) / 1_000_000;
                assertThat(rule.hits()).as("in %d ms", millis).isLessThan(20 + millis / 40);
            }
            awaitMore(topic, 1_000_000);
            assertThat(member.status().assigned()).hasSize(PARTITIONS);
            if (undisturbed) {
                assertThat(member.status().generationId()).as("generation").isEqualTo(generation);
            }
        }
    }

    private void awaitMore(String topic, int number) throws Exception {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            String value = number + "-" + partition;
            broker.oracle().send(topic, partition, value);
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> received.contains(value));
        }
    }

    private final class Remembering implements ConsumerGroupHandler {
        @Override
        public void consumeClaim(ConsumerGroupSession session, ConsumerGroupClaim claim) throws Exception {
            while (claim.isActive()) {
                for (ConsumerMessage message : claim.poll(Duration.ofMillis(100))) {
                    assertThat(received.add(new String(message.value()))).isTrue();
                    session.markMessage(message);
                }
            }
        }
    }
}
