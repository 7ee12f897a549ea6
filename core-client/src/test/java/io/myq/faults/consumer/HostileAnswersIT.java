package io.myq.faults.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.ClientStatus;
import io.myq.MyqClient;
import io.myq.config.AutoCommitConfig;
import io.myq.config.BackoffConfig;
import io.myq.config.Config;
import io.myq.config.HeartbeatConfig;
import io.myq.config.OffsetInitial;
import io.myq.config.SessionConfig;
import io.myq.faults.Action;
import io.myq.faults.Match;
import io.myq.faults.Rule;
import io.myq.faults.Seed;
import io.myq.group.ConsumerGroup;
import io.myq.group.ConsumerGroupClaim;
import io.myq.group.ConsumerGroupHandler;
import io.myq.group.ConsumerGroupSession;
import io.myq.group.GroupStatus.State;
import io.myq.message.ConsumerMessage;
import io.myq.testing.SharedKafka;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.protocol.ApiKeys;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * F35 for consumers: answers that lie about how long something is, end too early, or go on behind their end. The client stays
 * alive in bounded memory, and a member that meets real answers again reads and commits.
 */
class HostileAnswersIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CORRELATION_ID_BYTES = 4;
    private static final int LIES = 40;
    private static final Duration A_WHILE = Duration.ofMillis(1_500);
    /** Lengths and counts, as they are on the wire: of four bytes, of two, and as varints. */
    private static final byte[][] HOSTILE = {
        {0x7f, -1, -1, -1},
        {-1, -1, -1, -1},
        {-128, 0, 0, 0},
        {0x7f, -1},
        {-1, -2},
        {-1, -1, -1, -1, 0x0f},
        {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
        {0}
    };

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private final AtomicLong received = new AtomicLong();

    private static Config config(String clientId) {
        Config config = Config.defaults().withClientId(clientId);
        var consumer = config.consumer();
        return config.withMetadata(config.metadata()
                        .withRetry(new BackoffConfig(Duration.ofMillis(20), Duration.ofMillis(100)))
                        .withRefreshFrequency(Duration.ofMillis(100)))
                .withConsumer(consumer.withMaxWaitTime(Duration.ofMillis(50))
                        .withRetry(consumer.retry()
                                .withBackoff(Duration.ofMillis(10))
                                .withMaxBackoff(Duration.ofMillis(50)))
                        .withOffsets(consumer.offsets()
                                .withInitial(OffsetInitial.OLDEST)
                                .withAutoCommit(new AutoCommitConfig(true, Duration.ofMillis(20))))
                        .withGroup(consumer.group()
                                .withSession(new SessionConfig(Duration.ofSeconds(1)))
                                .withHeartbeat(new HeartbeatConfig(Duration.ofMillis(20)))));
    }

    /** Somewhere in the answer, once, so that what follows is read as something else. */
    private static Action lie(Random random) {
        return (passage, rule) -> {
            ByteBuffer bytes = ByteBuffer.wrap(passage.frame().bytes().clone());
            byte[] lie = HOSTILE[random.nextInt(HOSTILE.length)];
            int room = bytes.capacity() - CORRELATION_ID_BYTES - lie.length;
            // a leader epoch from the future would be believed, and then the true one taken for an old one
            if (room > 0 && passage.frame().api() != ApiKeys.METADATA) {
                bytes.position(CORRELATION_ID_BYTES + random.nextInt(room));
                bytes.put(lie);
            }
            int length = switch (random.nextInt(4)) {
                case 0 -> CORRELATION_ID_BYTES + random.nextInt(bytes.capacity() - CORRELATION_ID_BYTES + 1);
                case 1 -> bytes.capacity() + 1 + random.nextInt(9);
                case 2 -> bytes.capacity() + (passage.frame().api() == ApiKeys.METADATA ? 1 : 0);
                default -> bytes.capacity();
            };
            passage.replace(Arrays.copyOf(bytes.array(), length));
        };
    }

    @ParameterizedTest
    @EnumSource(
            value = ApiKeys.class,
            names = {
                "API_VERSIONS",
                "METADATA",
                "FETCH",
                "LIST_OFFSETS",
                "FIND_COORDINATOR",
                "JOIN_GROUP",
                "SYNC_GROUP",
                "HEARTBEAT",
                "OFFSET_COMMIT",
                "OFFSET_FETCH"
            })
    void theClientOutlives(ApiKeys api) throws Exception {
        String name = "hostile-" + api.name;
        broker.oracle().createTopic(name, 2);
        Random random = new Random(Seed.next("HostileAnswersIT " + api));
        try (MyqClient client = MyqClient.open(List.of(broker.proxied()), config(name))) {
            try (Rule lies =
                    broker.faults().add(Match.responses(api).client(name).times(LIES), lie(random))) {
                long end = System.nanoTime() + A_WHILE.toNanos();
                for (int i = 0; lies.hits() < 1 || lies.hits() < LIES && System.nanoTime() < end; i++) {
                    // a member that a lie has ended, or that would not ask any more, is followed by another one
                    live(client, name, name + "-" + i, lies);
                }
            }
            assertThat(client.status().state()).as("%s", client.status()).isNotEqualTo(ClientStatus.State.FAILED);
            readsAndCommits(client, name);
        }
    }

    private void live(MyqClient client, String topic, String group, Rule lies) throws Exception {
        try (ConsumerGroup member = client.consumerGroup(group)) {
            member.consume(List.of(topic), new Marking());
            long hits = lies.hits();
            long end = System.nanoTime() + Duration.ofMillis(400).toNanos();
            broker.oracle().send(topic, 0, "x");
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> lies.hits() >= hits + LIES / 4
                            || member.status().state() == State.FAILED
                            || System.nanoTime() >= end);
            member.close(Duration.ofMillis(100));
        }
    }

    private void readsAndCommits(MyqClient client, String topic) throws Exception {
        received.set(0);
        try (ConsumerGroup member = client.consumerGroup(topic)) {
            member.consume(List.of(topic), new Marking());
            broker.oracle().send(topic, 1, "the last");
            long count = broker.oracle().endOffset(topic, 0) + 1;
            try {
                await().atMost(LIMIT).until(() -> received.get() >= count && committed(topic) == count);
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(
                        received + " of " + count + " received, " + member.status() + ", " + client.status(), e);
            }
        }
    }

    private static long committed(String topic) throws Exception {
        return broker.oracle().committed(topic).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private final class Marking implements ConsumerGroupHandler {
        @Override
        public void consumeClaim(ConsumerGroupSession session, ConsumerGroupClaim claim) throws Exception {
            while (claim.isActive()) {
                for (ConsumerMessage message : claim.poll(Duration.ofMillis(100))) {
                    received.incrementAndGet();
                    session.markMessage(message);
                }
            }
        }
    }
}
