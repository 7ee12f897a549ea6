package io.myq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import io.myq.config.OffsetInitial;
import io.myq.embedded.EmbeddedBroker;
import io.myq.embedded.EmbeddedKafka;
import io.myq.error.SendException;
import io.myq.group.ConsumerGroup;
import io.myq.group.ConsumerGroupClaim;
import io.myq.group.ConsumerGroupHandler;
import io.myq.group.ConsumerGroupSession;
import io.myq.group.GroupStatus;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import io.myq.producer.SendCallback;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** 100,000 keyed messages from the producer through a real broker to a group, quietly and while things break. */
class DeliveryIT {

    private static final int MESSAGES = 100_000;
    private static final int KEYS = 500;
    private static final String TOPIC = "deliveries";
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(90);

    private final KeyedHistory received = new KeyedHistory(KEYS, MESSAGES);
    private final KeyedHistory written = new KeyedHistory(KEYS, MESSAGES);
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final ConcurrentLinkedQueue<SendException> failures = new ConcurrentLinkedQueue<>();

    @Test
    void arriveCompleteInOrderPerKeyAndOnce() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                MyqClient client = open(kafka)) {
            Log log = new Log(kafka.bootstrapServers());
            log.create(TOPIC, 7, 1);
            ConsumerGroup group = join(client);
            send(client, 0, MESSAGES);

            await().atMost(LONG_ENOUGH).until(received::complete);
            assertThat(group.close(Duration.ofSeconds(20))).isTrue();

            assertAllAcknowledged();
            received.assertCompleteInOrderAndOnce();
            log.replay(TOPIC, written);
            written.assertCompleteInOrderAndOnce();
            assertThat(log.committed("readers", TOPIC)).isEqualTo(MESSAGES);
        }
    }

    @Test
    void survivesThatTheOnlyBrokerIsKilledAndComesBack() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                MyqClient client = open(kafka)) {
            Log log = new Log(kafka.bootstrapServers());
            log.create(TOPIC, 7, 1);
            ConsumerGroup group = join(client);
            EmbeddedBroker broker = kafka.brokers().get(0);
            send(client, 0, MESSAGES / 3);
            await().atMost(LONG_ENOUGH).until(() -> acknowledged.get() > MESSAGES / 10);

            broker.kill();
            send(client, MESSAGES / 3, 2 * MESSAGES / 3);
            broker.start();
            send(client, 2 * MESSAGES / 3, MESSAGES);

            await().atMost(LONG_ENOUGH).until(received::complete);
            await().atMost(LONG_ENOUGH).untilAsserted(this::assertAllAcknowledged);
            group.close(Duration.ofSeconds(20));
            received.assertNothingSkipped();
            log.replay(TOPIC, written);
            written.assertCompleteInOrderAndOnce();
        }
    }

    @Test
    void survivesThatALeaderOfThreeBrokersIsKilled() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().nodes(3).start();
                MyqClient client = open(kafka)) {
            Log log = new Log(kafka.bootstrapServers());
            log.create(TOPIC, 7, 3);
            ConsumerGroup group = join(client);
            send(client, 0, MESSAGES / 3);
            await().atMost(LONG_ENOUGH).until(() -> acknowledged.get() > MESSAGES / 10);

            kafka.broker(log.leader(TOPIC, 0)).kill();
            send(client, MESSAGES / 3, MESSAGES);

            await().atMost(LONG_ENOUGH).until(received::complete);
            await().atMost(LONG_ENOUGH).untilAsserted(this::assertAllAcknowledged);
            group.close(Duration.ofSeconds(20));
            received.assertNothingSkipped();
            log.replay(TOPIC, written);
            written.assertCompleteInOrderAndOnce();
        }
    }

    @Test
    void skipsNothingWhileASecondMemberJoinsAndLeaves() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().start();
                MyqClient client = open(kafka);
                MyqClient otherClient = open(kafka)) {
            new Log(kafka.bootstrapServers()).create(TOPIC, 7, 1);
            ConsumerGroup first = join(client);
            send(client, 0, MESSAGES / 3);
            await().atMost(LONG_ENOUGH).until(() -> received.distinct() > MESSAGES / 10);

            ConsumerGroup second = join(otherClient);
            send(client, MESSAGES / 3, 2 * MESSAGES / 3);
            await().atMost(LONG_ENOUGH).until(() -> assigned(second) == 3 && assigned(first) == 4);
            send(client, 2 * MESSAGES / 3, 5 * MESSAGES / 6);
            second.close(Duration.ofSeconds(20));
            send(client, 5 * MESSAGES / 6, MESSAGES);

            await().atMost(LONG_ENOUGH).until(received::complete);
            await().atMost(LONG_ENOUGH).until(() -> assigned(first) == 7);
            received.assertNothingSkipped();
        }
    }

    private static MyqClient open(EmbeddedKafka kafka) {
        Config config = Config.defaults();
        return MyqClient.open(
                List.of(kafka.bootstrapServers().split(",")),
                config.withConsumer(config.consumer()
                        .withOffsets(config.consumer().offsets().withInitial(OffsetInitial.OLDEST))));
    }

    private static int assigned(ConsumerGroup group) {
        GroupStatus status = group.status();
        return status.state() == GroupStatus.State.STABLE ? status.assigned().size() : -1;
    }

    private ConsumerGroup join(MyqClient client) {
        ConsumerGroup group = client.consumerGroup("readers");
        group.consume(List.of(TOPIC), new ConsumerGroupHandler() {
            @Override
            public void consumeClaim(ConsumerGroupSession session, ConsumerGroupClaim claim) throws Exception {
                while (claim.isActive()) {
                    for (ConsumerMessage message : claim.poll(Duration.ofSeconds(1))) {
                        received.see(message.key(), message.value());
                        session.markMessage(message);
                    }
                }
            }
        });
        return group;
    }

    private void send(MyqClient client, int from, int to) {
        SendCallback count = new SendCallback() {
            @Override
            public void onAcknowledged(TopicPartition topicPartition, long offset, long timestamp) {
                acknowledged.incrementAndGet();
            }

            @Override
            public void onFailed(SendException cause) {
                failures.add(cause);
            }
        };
        for (int n = from; n < to; n++) {
            client.asyncProducer().send(received.message(TOPIC, n), count);
        }
    }

    private void assertAllAcknowledged() {
        assertThat(failures).isEmpty();
        assertThat(acknowledged).hasValue(MESSAGES);
    }
}
