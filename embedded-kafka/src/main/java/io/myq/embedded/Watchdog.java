package io.myq.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This JVM's end of the watchdog process, which ends the brokers and deletes the directory when this JVM ends by any way.
 *
 * <p>Any thread; calls are serialised.
 */
final class Watchdog {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final long END_SECONDS = 15;

    private final Process process;

    private Watchdog(Process process) {
        this.process = process;
    }

    static Watchdog start(Path javaHome, Path launcher, Path directory) throws IOException {
        List<String> command = ChildJvm.command(
                javaHome, List.of("-Xmx16m"), launcher, WatchdogMain.class, List.of(directory.toString()));
        // TERM may be sent to the whole group or service; the end of the input is what ends it
        return new Watchdog(ChildJvm.start(command, "INT HUP TERM", directory.resolve("watchdog.log")));
    }

    void add(ProcessHandle broker) {
        long started = broker.info().startInstant().orElseGet(Instant::now).toEpochMilli();
        tell(WatchdogMain.ADD + " " + broker.pid() + " " + started);
    }

    void remove(ProcessHandle broker) {
        tell(WatchdogMain.REMOVE + " " + broker.pid());
    }

    /** Lets it finish: brokers it still knows are killed, the directory is deleted. Blocks for 15 s at most. */
    void end() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.warn("The watchdog of the embedded Kafka cluster had ended before", e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tell(String line) {
        OutputStream out = process.getOutputStream();
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            LOG.warn(
                    "The watchdog of the embedded Kafka cluster (process {}) has ended: brokers still end with this JVM,"
                            + " but the cluster's directory may stay behind if this JVM is killed",
                    process.pid(),
                    e);
        }
    }
}
