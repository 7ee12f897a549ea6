package io.myq.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of a node: a child process with its command and its end, by whichever signal.
 *
 * <p>Any thread.
 */
final class BrokerProcess {
    private static final long STOP_SECONDS = 30;
    private static final long SIGNAL_SECONDS = 10;

    private final int nodeId;
    private final List<String> command;
    private final Process process;
    private final Watchdog watchdog;

    private BrokerProcess(int nodeId, List<String> command, Process process, Watchdog watchdog) {
        this.nodeId = nodeId;
        this.command = command;
        this.process = process;
        this.watchdog = watchdog;
    }

    static BrokerProcess start(int nodeId, List<String> command, Path log, Watchdog watchdog) throws IOException {
        Process process = ChildJvm.start(command, "INT HUP", log);
        watchdog.add(process.toHandle());
        return new BrokerProcess(nodeId, command, process, watchdog);
    }

    String command() {
        return String.join(" ", command);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    int exitCode() {
        return process.exitValue();
    }

    /** Whether it ended within the time. */
    boolean waitFor(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** A paused process would not see SIGTERM. */
    void stop() {
        if (isAlive() && !ChildJvm.WINDOWS) {
            signal("CONT");
        }
        // not process.destroy(): that also closes the child's input, which means to it that this JVM is gone
        process.toHandle().destroy();
        if (!ended(STOP_SECONDS)) {
            kill();
        }
    }

    void kill() {
        process.destroyForcibly();
        if (!ended(SIGNAL_SECONDS)) {
            throw new EmbeddedKafkaException("Node " + nodeId + " of the embedded Kafka cluster (process " + pid()
                    + ") is still there " + SIGNAL_SECONDS + " s after SIGKILL");
        }
    }

    private boolean ended(long seconds) {
        try {
            boolean ended = waitFor(TimeUnit.SECONDS.toMillis(seconds));
            if (ended) {
                watchdog.remove(process.toHandle());
            }
            return ended;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new EmbeddedKafkaException(
                    "Interrupted while node " + nodeId + " of the embedded Kafka cluster was ending; it was killed", e);
        }
    }

    /** Freezes it; nothing answers any more when this returns. */
    void pause() {
        signal("STOP");
        if (!ProcessThreads.awaitStopped(pid(), TimeUnit.SECONDS.toMillis(SIGNAL_SECONDS))) {
            throw new EmbeddedKafkaException("Node " + nodeId + " of the embedded Kafka cluster (process " + pid()
                    + ") still runs " + SIGNAL_SECONDS + " s after SIGSTOP");
        }
    }

    /** The shell's own kill: a program of that name is missing on small systems. */
    void signal(String name) {
        if (ChildJvm.WINDOWS) {
            throw new EmbeddedKafkaException("SIG" + name + " cannot be sent to node " + nodeId
                    + ": Windows has no such signal; pause and resume need Linux or macOS");
        }
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(kill.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (kill.waitFor() != 0) {
                throw new IOException(output.strip());
            }
        } catch (IOException e) {
            throw new EmbeddedKafkaException(
                    "SIG" + name + " could not be sent to node " + nodeId + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedKafkaException("Interrupted while sending SIG" + name + " to node " + nodeId, e);
        }
    }
}
