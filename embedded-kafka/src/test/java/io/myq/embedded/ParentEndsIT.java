package io.myq.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParentEndsIT {
    private static final Duration GENEROUS = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final List<Long> children = new ArrayList<>();
    private Process parent;

    @AfterEach
    void endTheParent() {
        parent.destroyForcibly();
    }

    @Test
    void nothingStaysBehindWhenTheWholeProcessGroupIsKilled() throws Exception {
        boolean ownGroup = Files.isExecutable(Path.of("/usr/bin/setsid"));
        start(ownGroup ? List.of("setsid") : List.of(), 3, "wait");
        assertThat(children)
                .as("three brokers and their watchdogs, one broker killed")
                .hasSize(6);
        assertThat(children.stream().filter(Processes::runs)).hasSize(5);

        Processes.signal(ownGroup ? -parent.pid() : parent.pid(), "KILL");

        awaitNothingLeft();
    }

    @Test
    void nothingStaysBehindWhenTheApplicationEndsWithoutClosing() throws Exception {
        start(List.of(), 1, "end");

        awaitNothingLeft();
        assertThat(parent.waitFor()).isZero();
    }

    @Test
    void noBrokerStaysBehindWhenTheWatchdogWasKilledFirst() throws Exception {
        start(List.of(), 1, "wait");
        Processes.signal(children.get(1), "KILL");
        parent.destroyForcibly();

        await().atMost(GENEROUS).until(() -> children.stream().noneMatch(Processes::runs));
    }

    private void start(List<String> prefix, int clusters, String mode) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AbandoningParent.class.getName()));
        command.addAll(List.of(directory.toString(), String.valueOf(clusters), mode));
        parent = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = parent.inputReader();
        String line = output.readLine();
        while (line != null && !line.equals("ready")) {
            if (line.startsWith("pid ")) {
                children.add(Long.parseLong(line.substring("pid ".length())));
            }
            line = output.readLine();
        }
    }

    private void awaitNothingLeft() {
        await().atMost(GENEROUS).until(() -> children.stream().noneMatch(Processes::runs));
        await().atMost(GENEROUS).until(this::directoryIsEmpty);
    }

    private boolean directoryIsEmpty() throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            return left.findAny().isEmpty();
        }
    }
}
