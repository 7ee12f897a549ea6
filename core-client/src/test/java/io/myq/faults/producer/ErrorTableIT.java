package io.myq.faults.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.config.Config;
import io.myq.faults.Action;
import io.myq.faults.Actions;
import io.myq.faults.History.Outcome;
import io.myq.faults.Match;
import io.myq.faults.Rule;
import io.myq.faults.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * F13: every error code in the answers to Produce, InitProducerId and Metadata: once, three times, for ever. What passes is
 * outlived, what does not is told at once or when the delivery timeout is over, and nobody hammers the brokers.
 */
class ErrorTableIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration IMPATIENCE = Duration.ofMillis(1_000);
    /** With pauses from 20 to 200 ms, two of them a second's worth of retries. */
    private static final int STORM = 60;

    private static final long FOR_EVER = Long.MAX_VALUE;
    /** For ever as well, with a code that does not pass: no message may wait for its time to be over. */
    private static final long ALWAYS_FATAL = FOR_EVER - 1;

    private static final int FATAL_MESSAGES = 3;
    private static final int PARTITIONS = 12;

    private final TestBed bed = TestBed.shared();
    private final ConcurrentLinkedQueue<Traffic> open = new ConcurrentLinkedQueue<>();
    private final List<Callable<?>> cases = new ArrayList<>();

    @AfterEach
    void recover() {
        open.forEach(Traffic::close);
        bed.recover();
    }

    /** A code for so many answers, and the client that gets them. */
    private final class Case {

        private final String topic;
        private final int partition;
        private final int code;
        private final long times;
        private final Traffic traffic;
        private final Rule rule;

        Case(String run, String topic, int code, long times, Match match, Action action) {
            this.topic = topic;
            this.partition = Math.floorMod(code, PARTITIONS);
            this.code = code;
            this.times = times;
            String name = run + "-" + code + "-" + (times >= ALWAYS_FATAL ? "for-ever" : times);
            this.traffic = Traffic.open(name, quickRetries(endsLate() ? IMPATIENCE : PATIENCE));
            open.add(traffic);
            this.rule = bed.faults().add(match.client(name).times(times), action);
        }

        /** Whether nothing but the time ends it. */
        private boolean endsLate() {
            return times == FOR_EVER;
        }

        private Sent send() {
            long start = System.nanoTime();
            Sent message = traffic.send(0, topic, partition, 10);
            traffic.awaitOutcomes();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as(traffic.history().run())
                    .isLessThan(endsLate() ? IMPATIENCE.plusSeconds(10) : Duration.ofSeconds(20));
            return message;
        }

        /** One message succeeds in spite of it, after exactly so many refusals. */
        Void isOutlived() {
            Sent message = send();
            assertThat(message.outcome()).as("%s", traffic.history()).isEqualTo(Outcome.ACKNOWLEDGED);
            assertThat(rule.hits()).as(traffic.history().run()).isEqualTo(times);
            return done();
        }

        /** As long as it lasts each message fails for that reason, at once and with one request; then they succeed. */
        Void isFatal() {
            for (int i = 1; i <= FATAL_MESSAGES; i++) {
                assertFailed(send());
                assertThat(rule.hits()).as(traffic.history().run()).isEqualTo(i);
            }
            rule.close();
            assertThat(send().outcome()).as("%s", traffic.history()).isEqualTo(Outcome.ACKNOWLEDGED);
            return done();
        }

        /** Messages fail for that reason when their time is over, without a storm of requests. */
        Void endsWithTheTime() {
            Sent message = send();
            // on a busy machine the time of the first may be over before the client is up
            for (int i = 0; i < 5 && rule.hits() == 0; i++) {
                message = send();
            }
            if (!ErrorTable.text(traffic.history().lastFailure()).contains(ErrorTable.name(code))) {
                message = send();
            }
            assertFailed(message);
            assertThat(rule.hits()).as(traffic.history().run()).isBetween(1L, (long) STORM);
            return done();
        }

        private void assertFailed(Sent message) {
            assertThat(message.outcome()).as("%s", traffic.history()).isNotEqualTo(Outcome.ACKNOWLEDGED);
            assertThat(ErrorTable.text(traffic.history().lastFailure()))
                    .as(traffic.history().run())
                    .contains(ErrorTable.name(code), topic);
        }

        private Void done() {
            rule.close();
            traffic.close();
            return null;
        }
    }

    private static UnaryOperator<Config> quickRetries(Duration deliveryTimeout) {
        return config -> config.withMetadata(config.metadata()
                        .withRetry(config.metadata()
                                .retry()
                                .withBackoff(Duration.ofMillis(20))
                                .withMaxBackoff(Duration.ofMillis(200))))
                .withProducer(config.producer()
                        .withDeliveryTimeout(deliveryTimeout)
                        // three failures in a row would let the topic rest for 10 s
                        .withBreaker(config.producer().breaker().withRest(Duration.ofMillis(200)))
                        .withRetry(config.producer()
                                .retry()
                                .withBackoff(Duration.ofMillis(20))
                                .withMaxBackoff(Duration.ofMillis(200))));
    }

    private void run() throws InterruptedException {
        assertThat(ErrorTable.failures(cases)).isEmpty();
        Traffic.assertClean(open);
    }

    @Test
    void everyRefusalOfABatchIsOutlivedOrTold() throws Exception {
        String topic = bed.topic("produce", PARTITIONS);
        Match match = Match.requests(ApiKeys.PRODUCE);
        for (int code : ErrorTable.codes()) {
            if (code == Errors.DUPLICATE_SEQUENCE_NUMBER.code()) {
                continue; // means that it is written, so a broker that has not seen it cannot say so
            }
            Action refusal = Actions.refuse(code);
            if (ErrorTable.goesAgain(code)) {
                cases.add(() -> new Case("produce", topic, code, 1, match, refusal).isOutlived());
                cases.add(() -> new Case("produce", topic, code, 3, match, refusal).isOutlived());
                cases.add(() -> new Case("produce", topic, code, FOR_EVER, match, refusal).endsWithTheTime());
            } else {
                cases.add(() -> new Case("produce", topic, code, ALWAYS_FATAL, match, refusal).isFatal());
            }
        }
        run();
    }

    @Test
    void nothingIsDoubledWhenTheBrokerHasWrittenItAndSaysOtherwise() throws Exception {
        String topic = bed.topic("written", PARTITIONS);
        Match match = Match.responses(ApiKeys.PRODUCE);
        for (int code : ErrorTable.codes()) {
            if (ErrorTable.retriable(code)) {
                cases.add(() -> new Case("written", topic, code, 3, match, Actions.error(code)).isOutlived());
            }
        }
        for (int code : List.of((int) Errors.UNKNOWN_SERVER_ERROR.code(), ErrorTable.NOBODY_KNOWS)) {
            cases.add(() -> new Case("written", topic, code, ALWAYS_FATAL, match, Actions.error(code)).isFatal());
        }
        run();
    }

    @Test
    void everyRefusalOfAProducerIdIsOutlivedOrTold() throws Exception {
        String topic = bed.topic("init", PARTITIONS);
        Match match = Match.responses(ApiKeys.INIT_PRODUCER_ID);
        for (int code : ErrorTable.codes()) {
            Action refusal = Actions.error(code);
            if (ErrorTable.retriable(code)) {
                cases.add(() -> new Case("init", topic, code, 1, match, refusal).isOutlived());
                cases.add(() -> new Case("init", topic, code, 3, match, refusal).isOutlived());
                cases.add(() -> new Case("init", topic, code, FOR_EVER, match, refusal).endsWithTheTime());
            } else {
                cases.add(() -> new Case("init", topic, code, ALWAYS_FATAL, match, refusal).isFatal());
            }
        }
        run();
    }

    @Test
    void everyErrorInTheMetadataOfATopicIsOutlivedOrTold() throws Exception {
        String topic = bed.topic("metadata", PARTITIONS);
        Match match = Match.responses(ApiKeys.METADATA)
                .when(frame -> !((MetadataResponseData) frame.body()).topics().isEmpty());
        for (int code : ErrorTable.codes()) {
            Action error = Actions.error(code);
            boolean byHand =
                    code == Errors.TOPIC_AUTHORIZATION_FAILED.code() || code == Errors.INVALID_TOPIC_EXCEPTION.code();
            if (!byHand) {
                cases.add(() -> new Case("metadata", topic, code, 1, match, error).isOutlived());
                cases.add(() -> new Case("metadata", topic, code, 3, match, error).isOutlived());
            }
            cases.add(() -> new Case("metadata", topic, code, FOR_EVER, match, error).endsWithTheTime());
        }
        run();
    }

    @Test
    void anErrorInTheMetadataOfTheClusterIsOutlived() throws Exception {
        String topic = bed.topic("cluster", PARTITIONS);
        Match match = Match.responses(ApiKeys.METADATA);
        for (Errors error : List.of(Errors.REBOOTSTRAP_REQUIRED, Errors.UNKNOWN_SERVER_ERROR)) {
            Action top = Actions.error(error.code(), part -> part instanceof MetadataResponseData);
            cases.add(() -> new Case("cluster", topic, error.code(), 1, match, top).isOutlived());
            cases.add(() -> new Case("cluster", topic, error.code(), 3, match, top).isOutlived());
        }
        run();
    }

    @Test
    void aCodeThatNobodyKnowsIsToldByItsNumber() throws Exception {
        String topic = bed.topic("number", PARTITIONS);
        for (ApiKeys api : List.of(ApiKeys.PRODUCE, ApiKeys.INIT_PRODUCER_ID)) {
            Match match = Match.responses(api);
            Action error = Actions.error(ErrorTable.NOBODY_KNOWS);
            Case each = new Case("number-" + api.name, topic, ErrorTable.NOBODY_KNOWS, 1, match, error);
            each.send();
            assertThat(each.traffic.history().lastFailure())
                    .hasMessageContaining("UNKNOWN_SERVER_ERROR (code 9999, which this client does not know)");
        }
        run();
    }
}
