package io.myq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A checker that cannot fail is worth nothing. */
class CopyCheckerTest {

    private final History history = new History("run", 42);
    private final List<LogRecord> copies = new ArrayList<>();

    @Test
    void findsNothingWhereEachMessageHasItsCopy() {
        for (int i = 0; i < 6; i++) {
            copy(send("key-" + i % 2), i % 2, i);
        }
        history.fail(history.invoke(0, "t", -1, "key-0", 10), new IllegalStateException());

        Verdict verdict = CopyChecker.check(history, copies);

        verdict.assertClean();
        assertThat(verdict.records()).isEqualTo(6);
    }

    @Test
    void findsWhatIsSkipped() {
        send("a");

        assertThat(violations()).singleElement().asString().startsWith("SKIPPED: message 0");
    }

    @Test
    void findsWhatIsDoubledWhereThatIsForbidden() {
        Sent message = send("a");
        copy(message, 1, 7);
        copy(message, 1, 8);

        assertThat(violations()).singleElement().asString().startsWith("DUPLICATE: message 0");
        CopyChecker.checkAtLeastOnce(history, copies).assertClean();
    }

    @Test
    void findsFirstCopiesThatAreOutOfOrder() {
        Sent first = send("a");
        Sent second = send("a");
        copy(second, 1, 7);
        copy(first, 1, 8);
        copy(second, 1, 9);

        assertThat(CopyChecker.checkAtLeastOnce(history, copies).violations())
                .singleElement()
                .asString()
                .startsWith("ORDER: message 0");
    }

    @Test
    void findsAKeyInTwoPartitions() {
        copy(send("a"), 1, 7);
        copy(send("a"), 2, 7);

        assertThat(violations()).singleElement().asString().startsWith("WRONG PARTITION: message 1");
    }

    @Test
    void findsAnotherKeyAndWhatIsNotOfTheRun() {
        Sent message = send("a");
        copies.add(new LogRecord("copy", 0, 0, "b".getBytes(StandardCharsets.UTF_8), message.value()));
        copies.add(new LogRecord("copy", 0, 1, null, new byte[3]));

        assertThat(violations())
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("CORRUPT: message 0"),
                        two -> assertThat(two).startsWith("FOREIGN: copy-0@1"));
    }

    @Test
    void findsACopyOfWhatWasNotWritten() {
        Sent message = history.invoke(0, "t", -1, "a", 10);
        history.fail(message, new IllegalStateException());
        copy(message, 0, 0);

        assertThat(violations()).singleElement().asString().startsWith("WRITTEN: message 0");
    }

    private Sent send(String key) {
        Sent message = history.invoke(0, "t", -1, key, 10);
        history.ok(message, "t", 0, History.NO_OFFSET);
        return message;
    }

    private void copy(Sent message, int partition, long offset) {
        copies.add(new LogRecord("copy", partition, offset, message.keyBytes(), message.value()));
    }

    private List<String> violations() {
        return CopyChecker.check(history, copies).violations();
    }
}
