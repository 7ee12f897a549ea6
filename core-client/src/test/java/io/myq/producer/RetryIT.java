package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.config.BackoffFunction;
import io.myq.config.ProducerConfig;
import io.myq.error.NotWrittenException;
import io.myq.faults.Action;
import io.myq.faults.Actions;
import io.myq.faults.Match;
import io.myq.faults.Passage;
import io.myq.faults.Rule;
import io.myq.message.ProducerMessage;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How often a batch goes again, after which pause, and that its partition's order survives. */
class RetryIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private static final Action NOT_NOW = Actions.refuse(Errors.NOT_ENOUGH_REPLICAS.code());
    private static int topics;

    private static String topic() throws Exception {
        String topic = "retried-" + topics++;
        broker.oracle().createTopic(topic, 2);
        return topic;
    }

    private static ProducerHarness open(UnaryOperator<ProducerConfig> change) {
        return ProducerHarness.open(broker.proxied(), change);
    }

    private static ProducerHarness open(int max, BackoffFunction function) {
        return open(config -> config.withRetry(config.retry().withMax(max).withBackoffFunc(function)));
    }

    @Test
    void asksTheBackoffFunctionForEachPause() throws Exception {
        String topic = topic();
        List<String> asked = new CopyOnWriteArrayList<>();
        broker.faults().add(Match.requests(ApiKeys.PRODUCE).times(3), NOT_NOW);
        try (ProducerHarness harness = open(5, (retries, most) -> {
            asked.add(retries + " of " + most);
            return Duration.ofMillis(5);
        })) {
            harness.sync().sendMessage(ProducerMessage.of(topic, new byte[1]).withPartition(0));
            assertThat(asked).containsExactly("1 of 5", "2 of 5", "3 of 5");
            // after a success it begins anew
            broker.faults().add(Match.requests(ApiKeys.PRODUCE).times(1), NOT_NOW);
            harness.sync().sendMessage(ProducerMessage.of(topic, new byte[1]).withPartition(0));
            assertThat(asked).hasSize(4).endsWith("1 of 5");
        }
    }

    @Test
    void outlivesAnAnswerThatMakesNoSense() throws Exception {
        String topic = topic();
        for (ApiKeys api : List.of(ApiKeys.INIT_PRODUCER_ID, ApiKeys.PRODUCE)) {
            broker.faults().add(Match.responses(api).times(1), (passage, rule) -> passage.replace(new byte[40]));
        }
        try (ProducerHarness harness = open(config -> config)) {
            harness.sync().sendMessage(ProducerMessage.of(topic, new byte[1]));
        }
        assertThat(broker.oracle().readAll(topic)).hasSize(1);
    }

    @Test
    void goesOnWhateverTheBackoffFunctionDoes() throws Exception {
        String topic = topic();
        Iterator<Duration> pauses =
                Arrays.asList(null, Duration.ofMillis(-1), Duration.ZERO).iterator();
        broker.faults().add(Match.requests(ApiKeys.PRODUCE).times(4), NOT_NOW);
        try (ProducerHarness harness = open(9, (retries, most) -> {
            if (!pauses.hasNext()) {
                throw new IllegalStateException("a function of a test");
            }
            return pauses.next();
        })) {
            harness.sync().sendMessage(ProducerMessage.of(topic, new byte[1]));
            assertThat(harness.producer().metrics().retries()).isEqualTo(4);
            assertThat(harness.loop().failure()).isNull();
        }
    }

    @Test
    void givesUpAfterTheMostRetries() throws Exception {
        String topic = topic();
        Rule rule = broker.faults().add(Match.requests(ApiKeys.PRODUCE), NOT_NOW);
        try (ProducerHarness harness = open(2, (retries, most) -> Duration.ofMillis(5))) {
            assertThatThrownBy(() -> harness.sync().sendMessage(ProducerMessage.of(topic, new byte[1])))
                    .isInstanceOf(NotWrittenException.class)
                    .hasMessageContaining("sent 3 times")
                    .hasMessageContaining("NOT_ENOUGH_REPLICAS")
                    .hasMessageContaining("min.insync.replicas");
            assertThat(rule.hits()).isEqualTo(3);
        }
    }

    @Test
    void keepsOrderWithFiveInFlightWhateverFails() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String topic = topic();
        Outcomes outcomes = new Outcomes();
        Match requests = Match.requests(ApiKeys.PRODUCE);
        Match responses = Match.responses(ApiKeys.PRODUCE);
        try (ProducerHarness harness = open(config -> config.withBatchBytes(2000)
                .withRetry(config.retry().withBackoffFunc((retries, most) -> Duration.ofMillis(5))))) {
            sometimes(requests, random, 20, NOT_NOW);
            sometimes(requests, random, 30, Actions.refuse(Errors.NOT_LEADER_OR_FOLLOWER.code()));
            sometimes(responses, random, 20, Actions.error(Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND.code()));
            sometimes(responses, random, 30, Actions.error(Errors.REQUEST_TIMED_OUT.code()));
            sometimes(responses, random, 60, Actions.cutAfter(0, Passage.Ending.RESET));
            for (int i = 0; i < 20_000; i++) {
                ProducerMessage message =
                        ProducerMessage.of(topic, Integer.toString(i).getBytes());
                harness.producer().send(message.withPartition(i % 2), outcomes.next());
            }
            assertThat(harness.producer().flush(Duration.ofSeconds(110)))
                    .as("seed %d", seed)
                    .isTrue();
            assertThat(outcomes.acknowledged())
                    .as("seed %d, last failure: %s", seed, outcomes.lastFailure())
                    .isEqualTo(20_000);
            assertThat(harness.producer().metrics().retries()).isPositive();
        }
        broker.heal();
        LogCheck.verify(broker.oracle().readAll(topic), outcomes);
    }

    /** One frame in so many. */
    private static void sometimes(Match match, Random random, int oneIn, Action action) {
        Random own = new Random(random.nextLong());
        broker.faults().add(match.when(frame -> own.nextInt(oneIn) == 0), action);
    }
}
