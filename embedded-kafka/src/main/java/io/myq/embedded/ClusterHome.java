package io.myq.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's directory, with what all its processes share, and the watchdog that deletes it if this JVM cannot.
 *
 * <p>Immutable after creation, any thread.
 */
final class ClusterHome {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterHome.class);
    private static final String LOG_CONFIGURATION = "broker-log4j2.properties";

    private final Path directory;
    private final Path launcher;
    private final Watchdog watchdog;

    private ClusterHome(Path directory, Path launcher, Watchdog watchdog) {
        this.directory = directory;
        this.launcher = launcher;
        this.watchdog = watchdog;
    }

    static ClusterHome create(ClusterSettings settings) {
        try {
            Files.createDirectories(settings.tempDirectory());
            Path directory = Files.createTempDirectory(settings.tempDirectory(), "myq-embedded-kafka-");
            try {
                return fill(directory, settings);
            } catch (IOException | RuntimeException e) {
                DirectoryDeletion.delete(directory);
                throw e;
            }
        } catch (IOException e) {
            throw new EmbeddedKafkaException(
                    "Cannot prepare a directory for the embedded Kafka cluster in " + settings.tempDirectory() + ": "
                            + e,
                    e);
        }
    }

    private static ClusterHome fill(Path directory, ClusterSettings settings) throws IOException {
        Path watchdogJar = directory.resolve("watchdog.jar");
        LauncherJar.write(watchdogJar, List.of());
        Watchdog watchdog = Watchdog.start(settings.javaHome(), watchdogJar, directory);
        try {
            List<Path> libs = BrokerLibs.locate(directory.resolve("libs"));
            Path launcher = directory.resolve("broker.jar");
            LauncherJar.write(
                    launcher, libs.stream().map(lib -> lib.toUri().toString()).toList());
            Files.createDirectory(directory.resolve("tmp"));
            try (InputStream in = ClusterHome.class.getResourceAsStream(LOG_CONFIGURATION)) {
                Files.write(directory.resolve(LOG_CONFIGURATION), in == null ? new byte[0] : in.readAllBytes());
            }
            return new ClusterHome(directory, launcher, watchdog);
        } catch (IOException | RuntimeException e) {
            watchdog.end();
            throw e;
        }
    }

    Path directory() {
        return directory;
    }

    /** Class path of the brokers. */
    Path launcher() {
        return launcher;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    /** What every broker's JVM gets. */
    List<String> jvmArguments() {
        return List.of(
                "-Djava.io.tmpdir=" + directory.resolve("tmp"),
                "-XX:ErrorFile=" + directory.resolve("hs_err_%p.log"),
                "-Dlog4j2.configurationFile="
                        + directory.resolve(LOG_CONFIGURATION).toUri(),
                "-Dlog4j2.disableJmx=true");
    }

    /** Every broker must have ended. */
    void delete() {
        try {
            DirectoryDeletion.delete(directory);
        } catch (IOException e) {
            LOG.warn("Cannot delete {} of the embedded Kafka cluster", directory, e);
        }
        watchdog.end();
    }
}
