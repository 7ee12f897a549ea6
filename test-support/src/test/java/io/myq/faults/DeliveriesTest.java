package io.myq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A checker that cannot fail is worth nothing. */
class DeliveriesTest {

    private final Deliveries deliveries = new Deliveries("g");
    private final List<LogRecord> log = new ArrayList<>();

    @Test
    void findsNothingWhereAllIsDoneThoughSomeIsRepeated() {
        log(0, 1, 2, 5);
        Deliveries.Claim first = deliveries.claim("a", "t", 0);
        handle(first, 0, 1);
        first.delivered(2);
        deliveries.committed("t", 0, 2);
        handle(deliveries.claim("b", "t", 0), 2, 5);
        deliveries.committed("t", 0, 6);

        deliveries.check(log).assertClean();
        assertThat(deliveries.distinct()).isEqualTo(4);
        assertThat(deliveries.repeated()).isEqualTo(1);
    }

    @Test
    void findsWhatNobodyWasHanded() {
        log(0, 1, 2);
        handle(deliveries.claim("a", "t", 0), 0);
        handle(deliveries.claim("b", "t", 0), 2);
        deliveries.committed("t", 0, 3);

        assertThat(violations())
                .containsExactly("SKIPPED: nobody was handed 1 record(s) of t-0, the first at offset 1");
    }

    @Test
    void findsWhatAClaimWasNotHandedThoughAnotherWas() {
        log(0, 1, 2);
        handle(deliveries.claim("a", "t", 0), 0, 2);
        handle(deliveries.claim("b", "t", 0), 1);
        deliveries.committed("t", 0, 3);

        assertThat(violations()).containsExactly("SKIPPED: the claim of a on t-0 was not handed offset 1, but then 2");
    }

    @Test
    void findsWhatWasHandedOutOfOrder() {
        log(0, 1);
        handle(deliveries.claim("a", "t", 0), 0, 1, 0);
        deliveries.committed("t", 0, 2);

        assertThat(violations()).containsExactly("ORDER: the claim of a on t-0 was handed offset 0 behind 1");
    }

    @Test
    void findsACommitOfWhatIsNotDone() {
        log(0, 1);
        Deliveries.Claim claim = deliveries.claim("a", "t", 0);
        handle(claim, 0);
        claim.delivered(1);
        deliveries.committed("t", 0, 2);

        assertThat(violations())
                .singleElement()
                .asString()
                .startsWith("COMMITTED UNDONE: g had committed offset 2 of t-0");
    }

    @Test
    void findsACommitThatGoesBackAndOneThatIsMissing() {
        log(0, 1);
        handle(deliveries.claim("a", "t", 0), 0, 1);
        deliveries.committed("t", 0, 2);
        deliveries.committed("t", 0, 1);

        assertThat(violations())
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("COMMIT WENT BACK: g had committed offset 1 of t-0, and 2"),
                        two -> assertThat(two).startsWith("NOT COMMITTED: the last record of t-0 is at offset 1"));
    }

    @Test
    void findsWhatNobodyCanReadInTheLog() {
        log(0);
        handle(deliveries.claim("a", "t", 0), 0, 1);
        deliveries.committed("t", 0, 2);

        assertThat(violations()).singleElement().asString().startsWith("INVENTED: 1 message(s) of t-0");
    }

    private void log(long... offsets) {
        for (long offset : offsets) {
            log.add(new LogRecord("t", 0, offset, null, null));
        }
    }

    private static void handle(Deliveries.Claim claim, long... offsets) {
        for (long offset : offsets) {
            claim.delivered(offset);
            claim.done(offset);
        }
    }

    private List<String> violations() {
        return deliveries.check(log).violations();
    }
}
