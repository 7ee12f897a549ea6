package io.myq.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailedStartIT {
    @TempDir
    private Path directory;

    @AfterEach
    void nothingStaysBehind() throws Exception {
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void showsTheLogOfANodeThatEndsWhileStarting() {
        assertThatThrownBy(builder().brokerProperty("log.segment.bytes", "plenty")::start)
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessageContaining("Node 1 of the embedded Kafka cluster ended with exit code 1 while starting")
                .hasMessageContaining("command: " + Path.of(System.getProperty("java.home")))
                .hasMessageContaining("log: " + directory)
                .hasMessageContaining("Invalid value plenty for configuration log.segment.bytes");
    }

    @Test
    void namesThePortThatIsInUse() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertThatThrownBy(builder().ports(other.getLocalPort())::start)
                    .isInstanceOf(EmbeddedKafkaException.class)
                    .hasMessageContaining("node 1")
                    .hasMessageContaining("port " + other.getLocalPort() + " of its listener CLIENT is in use")
                    .hasMessageContaining("ports(..)");
        }
    }

    @Test
    void saysWhereItLookedForJava() {
        assertThatThrownBy(builder().javaHome(Path.of("nowhere"))::start)
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessageContaining(Path.of("nowhere", "bin", "java").toString())
                .hasMessageContaining("javaHome(..)");
    }

    @Test
    void saysThatTheTimeWasTooShort() {
        assertThatThrownBy(builder().startTimeout(Duration.ofMillis(60))::start)
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessageContaining(
                        "Node 1 of the embedded Kafka cluster was not ready within PT0.06S: no answer from 127.0.0.1:");
    }

    private EmbeddedKafkaBuilder builder() {
        return EmbeddedKafka.builder().tempDirectory(directory);
    }
}
