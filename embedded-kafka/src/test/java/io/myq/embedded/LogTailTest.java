package io.myq.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    @TempDir
    private Path directory;

    @Test
    void givesTheLastLinesOfALargeLog() throws Exception {
        String lines = IntStream.range(0, 100_000).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
        Path log = Files.writeString(directory.resolve("log"), lines);

        assertThat(LogTail.read(log, 3)).isEqualTo("line 99997\nline 99998\nline 99999");
    }

    @Test
    void givesAllOfAShortLog() throws Exception {
        Path log = Files.writeString(directory.resolve("log"), "one\ntwo\n");

        assertThat(LogTail.read(log, 60)).isEqualTo("one\ntwo");
    }

    @Test
    void saysThatThereIsNoLog() {
        assertThat(LogTail.read(directory.resolve("none"), 60)).isEqualTo("(no log yet)");
    }
}
