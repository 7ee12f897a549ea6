package io.myq.faults.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.MyqClient;
import io.myq.config.AutoCommitConfig;
import io.myq.config.BackoffConfig;
import io.myq.config.Config;
import io.myq.config.GroupProtocol;
import io.myq.config.HeartbeatConfig;
import io.myq.config.OffsetInitial;
import io.myq.config.SessionConfig;
import io.myq.faults.Rule;
import io.myq.faults.producer.ErrorTable;
import io.myq.group.ConsumerGroup;
import io.myq.group.ConsumerGroupClaim;
import io.myq.group.ConsumerGroupHandler;
import io.myq.group.ConsumerGroupSession;
import io.myq.group.GroupStatus;
import io.myq.group.GroupStatus.State;
import io.myq.message.ConsumerMessage;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A member that meets one error code after the other; a new one where that ends it, or where only a new one asks. Owned by the
 * thread that runs its cases.
 */
final class GroupCase implements ConsumerGroupHandler, AutoCloseable {

    static final long FOR_EVER = Long.MAX_VALUE;

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LONG_ENOUGH = Duration.ofMillis(500);
    /** What is asked again and again has to show this often, or it was not seen to go on. */
    private static final int SEVERAL = 4;

    private final SharedKafka broker;
    private final String name;
    private final String topic;
    private final MyqClient client;
    private final AtomicInteger received = new AtomicInteger(-1);
    private int sent;
    private int groups;
    private @Nullable ConsumerGroup member;

    GroupCase(SharedKafka broker, String name, java.util.function.UnaryOperator<Config> change) throws Exception {
        this.broker = broker;
        this.name = name;
        this.topic = "table-" + name;
        broker.oracle().createTopic(topic, 1);
        client = MyqClient.open(List.of(broker.proxied()), change.apply(config(name)));
    }

    private static Config config(String clientId) {
        Config config = Config.defaults().withClientId(clientId);
        BackoffConfig pauses = new BackoffConfig(Duration.ofMillis(20), Duration.ofMillis(100));
        var consumer = config.consumer();
        return config.withMetadata(config.metadata().withRetry(pauses))
                .withConsumer(consumer.withRetry(
                                consumer.retry().withBackoff(pauses.backoff()).withMaxBackoff(pauses.maxBackoff()))
                        .withMaxWaitTime(Duration.ofMillis(50))
                        .withOffsets(consumer.offsets()
                                .withInitial(OffsetInitial.OLDEST)
                                .withAutoCommit(new AutoCommitConfig(true, Duration.ofMillis(20))))
                        .withGroup(consumer.group()
                                .withProtocol(GroupProtocol.CLASSIC)
                                .withSession(new SessionConfig(Duration.ofSeconds(2)))
                                .withRebalance(consumer.group().rebalance().withTimeout(Duration.ofSeconds(5)))
                                .withHeartbeat(new HeartbeatConfig(Duration.ofMillis(50)))));
    }

    @Override
    public void consumeClaim(ConsumerGroupSession session, ConsumerGroupClaim claim) throws Exception {
        while (claim.isActive()) {
            for (ConsumerMessage message : claim.poll(Duration.ofMillis(100))) {
                received.accumulateAndGet(Integer.parseInt(new String(message.value(), UTF_8)), Math::max);
                session.markMessage(message);
            }
        }
    }

    /** What came of it. */
    enum End {
        RECOVERED,
        TOLD
    }

    /**
     * @param anew whether a new member of a new group has to meet it
     * @param watched whether its status has to say what goes wrong as long as it does
     * @param rule puts the error in force
     * @return whether the member went on by itself
     */
    End meets(String what, int code, long times, boolean anew, boolean watched, Supplier<Rule> rule) throws Exception {
        if (anew) {
            leave();
        }
        if (!anew) {
            join();
        }
        long start = System.nanoTime();
        try (Rule error = rule.get()) {
            join();
            send();
            if (times == FOR_EVER) {
                await(
                        what,
                        () -> failed() || error.hits() >= SEVERAL && System.nanoTime() - start > LONG_ENOUGH.toNanos());
            } else {
                await(what, () -> failed() || error.hits() >= times);
            }
            if (failed()) {
                return told(what, code);
            }
            if (times == FOR_EVER) {
                long millis = (System.nanoTime() - start) / 1_000_000;
                assertThat(error.hits())
                        .as(what + ": requests in " + millis + " ms")
                        .isLessThan(20 + millis / 10);
                if (watched) {
                    assertThat(told(member().status())).as(what).contains(ErrorTable.name(code));
                }
            }
        }
        await(what, () -> failed() || recovered());
        return failed() ? told(what, code) : End.RECOVERED;
    }

    /** It has ended, and says why; another one can take its place. */
    private End told(String what, int code) {
        String told = told(member().status());
        assertThat(told).as(what).contains(ErrorTable.name(code), group());
        // who is asked for the coordinator is any broker
        assertThat(told).as(what).containsAnyOf("coordinator 127.0.0.1:", "No coordinator for group");
        close(member());
        member = null;
        return End.TOLD;
    }

    /** What a person can see of it. */
    private static String told(GroupStatus status) {
        return ErrorTable.text(status.lastFailure()) + ErrorTable.text(status.commitFailure()) + status.problem();
    }

    private boolean failed() {
        return member().status().state() == State.FAILED;
    }

    private boolean recovered() throws Exception {
        GroupStatus status = member().status();
        return received.get() == sent - 1
                && status.state() == State.STABLE
                && status.lastFailure() == null
                && broker.oracle().committed(group()).getOrDefault(partition(), -1L) == sent;
    }

    private org.apache.kafka.common.TopicPartition partition() {
        return new org.apache.kafka.common.TopicPartition(topic, 0);
    }

    private void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        try {
            org.awaitility.Awaitility.await()
                    .atMost(LIMIT)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .pollInSameThread()
                    .until(condition);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(
                    what + ": nothing more happens, " + member().status() + ", received " + received + " of " + sent,
                    e);
        }
    }

    private void send() throws Exception {
        broker.oracle().send(topic, 0, "" + sent++);
    }

    private ConsumerGroup member() {
        return java.util.Objects.requireNonNull(member);
    }

    private String group() {
        return topic + "-" + groups;
    }

    private void join() {
        if (member == null) {
            groups++;
            received.set(-1);
            ConsumerGroup next = client.consumerGroup(group());
            next.consume(List.of(topic), this);
            member = next;
        }
    }

    /** After a case that went wrong the next one gets another member. */
    void abandon() {
        leave();
    }

    private void leave() {
        if (member != null) {
            close(member);
            member = null;
        }
    }

    private static void close(ConsumerGroup group) {
        group.close(Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        leave();
        client.close(Duration.ofSeconds(10));
    }
}
