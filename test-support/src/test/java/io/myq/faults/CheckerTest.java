package io.myq.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.faults.History.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A checker that cannot fail is worth nothing. */
class CheckerTest {

    private static final Throwable CAUSE = new IllegalStateException("said so");

    private final History history = new History("run", 42);
    private final List<LogRecord> log = new ArrayList<>();

    @Test
    void findsNothingInARunWhereAllIsWell() {
        for (int i = 0; i < 10; i++) {
            Sent message = send(i % 3, "key-" + i % 3);
            append(message, i % 3, i);
            history.ok(message, "t", i % 3, i);
        }
        Sent unknownAndThere = send(0, "key-0");
        append(unknownAndThere, 0, 20);
        history.unknown(unknownAndThere, CAUSE);
        history.unknown(send(0, "key-0"), CAUSE);
        history.fail(send(0, "key-0"), CAUSE);
        Sent somewhere = send(0, "key-0");
        append(somewhere, 0, 21);
        history.ok(somewhere, "t", 0, History.NO_OFFSET);
        log.add(new LogRecord("t", 0, 22, null, "other|0|t|".getBytes(StandardCharsets.UTF_8)));

        Verdict verdict = Checker.check(history, log);

        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.records()).isEqualTo(12);
        assertThat(history.count(Outcome.ACKNOWLEDGED)).isEqualTo(11);
        assertThat(history.ended()).isEqualTo(14);
        verdict.assertClean();
    }

    @Test
    void findsWhatIsLost() {
        history.ok(send(0, "a"), "t", 1, 7);

        assertThat(violations())
                .containsExactly(
                        "LOST: message 0 of sender 0 to t with key a was acknowledged at t-1@7, but is not in the"
                                + " log");
    }

    @Test
    void findsAWrongOffset() {
        Sent message = send(0, "a");
        append(message, 1, 8);
        history.ok(message, "t", 1, 7);

        assertThat(violations())
                .containsExactly(
                        "WRONG OFFSET: message 0 of sender 0 to t with key a was acknowledged at t-1@7, but is at"
                                + " t-1@8 with key a");
    }

    @Test
    void findsAnAcknowledgementForAnotherPartition() {
        Sent message = send(0, "a");
        append(message, 1, 8);
        history.ok(message, "t", 2, History.NO_OFFSET);

        assertThat(violations()).singleElement().asString().contains("WRONG OFFSET", "t-2, but is at t-1@8");
    }

    @Test
    void findsWhatIsDoubled() {
        Sent message = send(0, "a");
        append(message, 1, 7);
        append(message, 1, 9);
        history.ok(message, "t", 1, 7);

        assertThat(violations())
                .containsExactly("DUPLICATE: message 0 of sender 0 to t with key a is at t-1@7 with key a and again at"
                        + " t-1@9 with key a");
        assertThat(Checker.checkAtLeastOnce(history, log).violations()).isEmpty();
    }

    @Test
    void findsTheAcknowledgedOneAmongRepetitions() {
        Sent message = send(0, "a");
        append(message, 1, 7);
        append(message, 1, 9);
        history.ok(message, "t", 1, 9);

        assertThat(Checker.checkAtLeastOnce(history, log).violations()).isEmpty();
    }

    @Test
    void findsABrokenOrder() {
        Sent first = send(0, "a");
        Sent second = send(0, "a");
        append(second, 1, 7);
        append(first, 1, 8);
        history.ok(first, "t", 1, 8);
        history.ok(second, "t", 1, 7);

        assertThat(violations())
                .containsExactly(
                        "ORDER: message 0 of sender 0 to t with key a is at t-1@8 with key a, behind message 1 of"
                                + " sender 0 to t with key a");
    }

    @Test
    void promisesNoOrderBetweenSenders() {
        Sent first = send(0, "a");
        Sent second = send(1, "a");
        append(second, 1, 7);
        append(first, 1, 8);
        history.ok(first, "t", 1, 8);
        history.ok(second, "t", 1, 7);

        assertThat(violations()).isEmpty();
    }

    @Test
    void findsAWrongTopic() {
        Sent message = send(0, "a");
        log.add(new LogRecord("other", 1, 7, message.keyBytes(), message.value()));
        history.unknown(message, CAUSE);

        assertThat(violations()).singleElement().asString().startsWith("WRONG TOPIC: ");
    }

    @Test
    void findsAWrongPartition() {
        Sent message = history.invoke(0, "t", 3, null, 0);
        append(message, 1, 7);
        history.unknown(message, CAUSE);

        assertThat(violations()).containsExactly("WRONG PARTITION: message 0 of sender 0 to t-3 is at t-1@7");
    }

    @Test
    void findsAKeyInTwoPartitions() {
        for (int partition = 1; partition <= 2; partition++) {
            Sent message = send(0, "a");
            append(message, partition, 7);
            history.ok(message, "t", partition, 7);
        }
        assertThat(violations()).singleElement().asString().contains("WRONG PARTITION", "were in partition 1");
    }

    @Test
    void findsWhatWasSaidToBeNotWritten() {
        Sent message = send(0, "a");
        append(message, 1, 7);
        history.fail(message, CAUSE);

        assertThat(violations())
                .singleElement()
                .asString()
                .startsWith("WRITTEN: ")
                .contains("t-1@7");
    }

    @Test
    void findsMessagesWithoutAnOutcome() {
        send(0, "a");

        assertThat(violations()).containsExactly("NO OUTCOME: message 0 of sender 0 to t with key a");
    }

    @Test
    void findsMessagesWithTwoOutcomes() {
        Sent message = send(0, "a");
        append(message, 1, 7);
        history.ok(message, "t", 1, 7);
        history.fail(message, CAUSE);

        assertThat(violations())
                .containsExactly(
                        "TWO OUTCOMES: message 0 of sender 0 to t with key a was ACKNOWLEDGED and then NOT_WRITTEN");
    }

    @Test
    void findsBytesOfAnotherMessage() {
        Sent message = history.invoke(0, "t", -1, "a", 100);
        byte[] value = message.value();
        assertThat(value).hasSize(100);
        value[99]++;
        log.add(new LogRecord("t", 1, 7, message.keyBytes(), value));
        history.ok(message, "t", 1, 7);

        assertThat(violations()).singleElement().asString().startsWith("CORRUPT: ");
    }

    @Test
    void findsAnotherKey() {
        Sent message = send(0, "a");
        log.add(new LogRecord("t", 1, 7, new byte[] {'b'}, message.value()));
        history.ok(message, "t", 1, 7);

        assertThat(violations()).singleElement().asString().startsWith("CORRUPT: ");
    }

    @Test
    void findsWhatNobodySent() {
        log.add(new LogRecord("t", 1, 7, null, new byte[] {1, 2, 3}));
        log.add(new LogRecord("t", 1, 8, null, null));
        log.add(new LogRecord("t", 1, 9, null, "run|17|t|".getBytes(StandardCharsets.UTF_8)));

        assertThat(violations()).hasSize(3).allMatch(violation -> violation.startsWith("FOREIGN: t-1@"));
    }

    @Test
    void reportsTheRunItsSeedAndTheFirstViolations() {
        for (int i = 0; i < 30; i++) {
            send(0, "a");
        }
        assertThatThrownBy(() -> Checker.check(history, log).assertClean())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("30 violation(s) in run run (seed 42): 30 sent")
                .hasMessageContaining("NO OUTCOME: message 19")
                .hasMessageContaining("and 10 more");
    }

    private Sent send(int sender, String key) {
        return history.invoke(sender, "t", -1, key, 0);
    }

    private void append(Sent message, int partition, long offset) {
        log.add(new LogRecord("t", partition, offset, message.keyBytes(), message.value()));
    }

    private List<String> violations() {
        return Checker.check(history, log).violations();
    }
}
