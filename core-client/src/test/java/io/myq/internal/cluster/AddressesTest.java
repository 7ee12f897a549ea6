package io.myq.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.myq.error.ConfigurationException;
import io.myq.error.ConfigurationException.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an application may write as addresses, and what it reads when it wrote something else. */
class AddressesTest {

    @Test
    void namesAndNumbersWithAPort() {
        assertThat(Addresses.parse(List.of("kafka-1.example.org:9092", "10.0.0.7:19092", "[::1]:9093", "[::1]:9093")))
                .extracting(Node::id, Node::host, Node::port, Node::address)
                .containsExactly(
                        tuple(-1, "kafka-1.example.org", 9092, "kafka-1.example.org:9092"),
                        tuple(-2, "10.0.0.7", 19092, "10.0.0.7:19092"),
                        tuple(-3, "::1", 9093, "[::1]:9093"));
    }

    @Test
    void whatIsWrongIsSaid() {
        assertProblem("localhost", "the port is missing (brokers listen on 9092 by default)");
        assertProblem("localhost:", "the port is missing");
        assertProblem("[::1]", "the port is missing");
        assertProblem("localhost:kafka", "'kafka' is not a port (1 to 65535)");
        assertProblem("localhost:0", "'0' is not a port");
        assertProblem("localhost:65536", "'65536' is not a port");
        assertProblem("localhost:-1", "'-1' is not a port");
        assertProblem(":9092", "the host is missing");
        assertProblem("http://localhost:9092", "remove 'http://'");
        assertProblem("PLAINTEXT://localhost:9092", "remove 'PLAINTEXT://'");
        assertProblem(" localhost:9092", "remove the spaces");
        assertProblem("::1:9092", "write an IPv6 address in brackets, like [::1]:9092");
        assertProblem("a:9092,b:9092", "several addresses are several entries");
        assertProblem("localhost/path:9092", "'localhost/path' is not a host name");
        assertProblem("", "it is empty");
    }

    @Test
    void noneAtAllIsSaid() {
        assertThatThrownBy(() -> Addresses.parse(List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The configuration cannot work: Addresses must hold at least one address, as host:port");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> Addresses.parse(List.of("one", "two:x", "three:9092")))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::leaf)
                                .containsExactly("Addresses", "Addresses"));
    }

    private static void assertProblem(String address, String problem) {
        assertThatThrownBy(() -> Addresses.parse(List.of(address)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Addresses must be like host:port, but there is '" + address + "': " + problem);
    }
}
