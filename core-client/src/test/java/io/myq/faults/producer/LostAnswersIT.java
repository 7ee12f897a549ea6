package io.myq.faults.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.config.Config;
import io.myq.faults.Action;
import io.myq.faults.Actions;
import io.myq.faults.History;
import io.myq.faults.Match;
import io.myq.faults.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F5: the broker has written the batch, and its answer never comes. */
class LostAnswersIT {

    private static final int MESSAGES = 400;

    private final TestBed bed = TestBed.shared();
    private final List<Traffic> open = new ArrayList<>();

    @AfterEach
    void recover() {
        open.forEach(Traffic::close);
        bed.recover();
    }

    /** Batches of about ten messages, five of them in flight, and a second's patience. */
    private Traffic traffic(String run) {
        Traffic traffic = Traffic.open(run, LostAnswersIT::impatient);
        open.add(traffic);
        return traffic;
    }

    private static Config impatient(Config config) {
        return config.withNet(config.net().withReadTimeout(Duration.ofSeconds(1)))
                .withProducer(
                        config.producer().withTimeout(Duration.ofMillis(200)).withBatchBytes(4_000));
    }

    @Test
    void doublesNothingWhicheverAnswerIsLost() throws Exception {
        String topic = bed.topic("lost-answer", 1);
        List<Rule> rules = new ArrayList<>();
        for (int n = 1; n <= 10; n++) {
            String run = "lost-" + n;
            rules.add(bed.faults()
                    .add(Match.responses(ApiKeys.PRODUCE).client(run).nth(n), Actions.drop()));
            traffic(run).send(topic, MESSAGES, 300);
        }
        for (Traffic traffic : open) {
            traffic.awaitOutcomes();
            traffic.assertAllAcknowledged();
        }
        assertThat(rules).allMatch(rule -> rule.hits() == 1);
        Traffic.assertClean(open);
    }

    @Test
    void doublesNothingWhenManyAnswersInARowAreLost() throws Exception {
        String topic = bed.topic("lost-run", 2);
        for (int length = 2; length <= 8; length += 2) {
            String run = "lost-run-of-" + length;
            Match match = Match.responses(ApiKeys.PRODUCE).client(run);
            bed.faults().add(match.from(3).times(length), Actions.drop());
            bed.faults().add(match.from(20).times(length), Actions.drop());
            traffic(run).send(topic, MESSAGES, 300);
        }
        for (Traffic traffic : open) {
            traffic.awaitOutcomes();
            traffic.assertAllAcknowledged();
        }
        Traffic.assertClean(open);
    }

    @Test
    void takesARepetitionThatTheBrokerNoLongerRemembersAsWritten() throws Exception {
        String topic = bed.topic("forgotten", 1);
        Action forgotten = Actions.edit(body -> {
            ((ProduceResponseData) body)
                    .responses()
                    .forEach(answered -> answered.partitionResponses()
                            .forEach(answer -> answer.setErrorCode(Errors.DUPLICATE_SEQUENCE_NUMBER.code())
                                    .setBaseOffset(History.NO_OFFSET)));
        });
        Rule rule = bed.faults()
                .add(
                        Match.responses(ApiKeys.PRODUCE)
                                .client("forgotten")
                                .from(2)
                                .times(2),
                        forgotten);
        Traffic traffic = traffic("forgotten");
        for (int i = 0; i < 5; i++) {
            traffic.send(topic, 20, 300);
            assertThat(traffic.producer().flush(Duration.ofSeconds(30))).isTrue();
        }
        traffic.awaitOutcomes();

        assertThat(rule.hits()).isEqualTo(2);
        traffic.assertAllAcknowledged();
        traffic.verdict().assertClean();
    }
}
