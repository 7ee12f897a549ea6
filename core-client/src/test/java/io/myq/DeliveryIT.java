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
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** 100,000 keyed messages from the producer through a real broker to a group, quietly and while things break. */
class DeliveryIT {

    private static final int MESSAGES = 100_000;
    private static final int KEYS = 500;
    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(90);

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private final String topic = "deliveries-" + TOPICS.incrementAndGet();
    private final String readers = "readers of " + topic;
    private final KeyedHistory received = new KeyedHistory(KEYS, MESSAGES);
    private final KeyedHistory written = new KeyedHistory(KEYS, MESSAGES);
    private final AtomicInteger acknowledged = new AtomicInteger();
    /** So many messages at most are on their way: a fault always finds some of them. */
    private final Semaphore onTheWay = new Semaphore(5_000);

    private final ConcurrentLinkedQueue<SendException> failures = new ConcurrentLinkedQueue<>();

    @Test
    void arriveCompleteInOrderPerKeyAndOnce() throws Exception {
        try (MyqClient client = open(broker.kafka())) {
            Log log = new Log(broker.addresses());
            log.create(topic, 7, 1);
            ConsumerGroup group = join(client);
            send(client, 0, MESSAGES);

            await().atMost(LONG_ENOUGH).until(received::complete);
            assertThat(group.close(Duration.ofSeconds(20))).isTrue();

            assertAllAcknowledged();
            received.assertCompleteInOrderAndOnce();
            log.replay(topic, written);
            written.assertCompleteInOrderAndOnce();
            assertThat(log.committed(readers, topic)).isEqualTo(MESSAGES);
        }
    }

    @Test
    void survivesThatTheOnlyBrokerIsKilledAndComesBack() throws Exception {
        survives(1, (kafka, log) -> {
            EmbeddedBroker broker = kafka.brokers().get(0);
            broker.kill();
            broker.start();
        });
    }

    @Test
    void survivesThatALeaderOfThreeBrokersIsKilled() throws Exception {
        survives(3, (kafka, log) -> kafka.broker(log.leader(topic, 0)).kill());
    }

    private interface Fault {
        void happen(EmbeddedKafka kafka, Log log) throws Exception;
    }

    private void survives(int nodes, Fault fault) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.builder().nodes(nodes).start();
                MyqClient client = open(kafka)) {
            Log log = new Log(kafka.bootstrapServers());
            log.create(topic, 7, nodes);
            ConsumerGroup group = join(client);
            Thread sender = new Thread(() -> send(client, 0, MESSAGES), "sender");
            sender.start();
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(LONG_ENOUGH)
                    .until(() -> acknowledged.get() > MESSAGES / 10);

            fault.happen(kafka, log);

            assertThat(acknowledged).as("acknowledged when it happened").hasValueLessThan(MESSAGES);
            sender.join(LONG_ENOUGH.toMillis());
            await().atMost(LONG_ENOUGH).until(received::complete);
            await().atMost(LONG_ENOUGH).untilAsserted(this::assertAllAcknowledged);
            assertThat(client.asyncProducer().metrics().retries()).isPositive();
            assertThat(group.close(Duration.ofSeconds(20))).isTrue();
            received.assertNothingSkipped();
            log.replay(topic, written);
            written.assertCompleteInOrderAndOnce();
            assertThat(log.committed(readers, topic)).isEqualTo(MESSAGES);
        }
    }

    @Test
    void skipsNothingWhileASecondMemberJoinsAndLeaves() throws Exception {
        try (MyqClient client = open(broker.kafka());
                MyqClient otherClient = open(broker.kafka())) {
            Log log = new Log(broker.addresses());
            log.create(topic, 7, 1);
            ConsumerGroup first = join(client);
            send(client, 0, MESSAGES / 3);
            await().atMost(LONG_ENOUGH).until(() -> received.distinct() > MESSAGES / 10);

            ConsumerGroup second = join(otherClient);
            send(client, MESSAGES / 3, 2 * MESSAGES / 3);
            await().atMost(LONG_ENOUGH).until(() -> assigned(second) == 3 && assigned(first) == 4);
            send(client, 2 * MESSAGES / 3, 5 * MESSAGES / 6);
            assertThat(second.close(Duration.ofSeconds(20))).isTrue();
            send(client, 5 * MESSAGES / 6, MESSAGES);

            await().atMost(LONG_ENOUGH).until(received::complete);
            await().atMost(LONG_ENOUGH).until(() -> assigned(first) == 7);
            assertThat(first.close(Duration.ofSeconds(20))).isTrue();
            received.assertNothingSkipped();
            log.replay(topic, written);
            written.assertCompleteInOrderAndOnce();
            assertThat(log.committed(readers, topic)).isEqualTo(MESSAGES);
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
        ConsumerGroup group = client.consumerGroup(readers);
        group.consume(List.of(topic), new ConsumerGroupHandler() {
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
                onTheWay.release();
            }

            @Override
            public void onFailed(SendException cause) {
                failures.add(cause);
                onTheWay.release();
            }
        };
        for (int n = from; n < to; n++) {
            onTheWay.acquireUninterruptibly();
            client.asyncProducer().send(received.message(topic, n), count);
        }
    }

    private void assertAllAcknowledged() {
        assertThat(failures).isEmpty();
        assertThat(acknowledged).hasValue(MESSAGES);
    }
}
