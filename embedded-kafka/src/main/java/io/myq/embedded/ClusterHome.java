package io.myq.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private final BrokerRuntime runtime;
    private final ClassArchive archive;
    private final Watchdog watchdog;

    private ClusterHome(Path directory, BrokerRuntime runtime, ClassArchive archive, Watchdog watchdog) {
        this.directory = directory;
        this.runtime = runtime;
        this.archive = archive;
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
            BrokerRuntime runtime = BrokerRuntime.prepare(settings, directory);
            Files.createDirectory(directory.resolve("tmp"));
            try (InputStream in = ClusterHome.class.getResourceAsStream(LOG_CONFIGURATION)) {
                Files.write(directory.resolve(LOG_CONFIGURATION), in == null ? new byte[0] : in.readAllBytes());
            }
            ClassArchive archive =
                    new ClassArchive(runtime.archive(), directory.resolve("broker.jsa"), settings.nodes());
            return new ClusterHome(directory, runtime, archive, watchdog);
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
        return runtime.launcher();
    }

    Watchdog watchdog() {
        return watchdog;
    }

    ClassArchive archive() {
        return archive;
    }

    /** What every broker's JVM gets. */
    List<String> jvmArguments() {
        List<String> arguments = new ArrayList<>(archive.jvmArguments());
        arguments.addAll(List.of(
                "-Djava.io.tmpdir=" + directory.resolve("tmp"),
                "-XX:ErrorFile=" + directory.resolve("hs_err_%p.log"),
                "-Dlog4j2.configurationFile="
                        + directory.resolve(LOG_CONFIGURATION).toUri(),
                "-Dlog4j2.disableJmx=true"));
        return arguments;
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
