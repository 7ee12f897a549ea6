package io.myq.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EmbeddedKafkaBuilderTest {
    @Test
    void refusesAClusterWithoutNodes() {
        EmbeddedKafkaBuilder builder = EmbeddedKafka.builder();
        assertThatThrownBy(() -> builder.nodes(0)).hasMessage("a cluster needs at least 1 node, not 0");
    }

    @Test
    void refusesAnotherNumberOfPortsThanOfNodes() {
        EmbeddedKafkaBuilder builder = EmbeddedKafka.builder().nodes(3).ports(19_092);
        assertThatThrownBy(builder::build).hasMessage("1 ports given for 3 nodes: one per node is needed");
    }

    @Test
    void refusesAPropertyForANodeThatIsNotThere() {
        EmbeddedKafkaBuilder builder = EmbeddedKafka.builder().nodeProperty(2, "broker.rack", "a");
        assertThatThrownBy(builder::build).hasMessage("nodeProperty for node 2, but there are nodes 1 to 1");
    }

    @Test
    void refusesAListenerThatEveryNodeHas() {
        EmbeddedKafkaBuilder builder = EmbeddedKafka.builder();
        assertThatThrownBy(() -> builder.listener("CLIENT")).hasMessageContaining("CLIENT");
        assertThatThrownBy(() -> builder.listener("CONTROLLER")).hasMessageContaining("CONTROLLER");
        assertThatThrownBy(() -> builder.listener("a b")).hasMessageContaining("a b");
    }

    @Test
    void choosesPortsBelowThoseOfOutgoingConnectionsAndEachOnce() {
        try (EmbeddedKafka cluster =
                EmbeddedKafka.builder().nodes(3).listener("PROXY").build()) {
            assertThat(cluster.brokers())
                    .flatExtracting(EmbeddedBroker::port, b -> b.port("PROXY"), b -> b.port("CONTROLLER"))
                    .doesNotHaveDuplicates()
                    .allSatisfy(port -> assertThat((Integer) port).isBetween(15_000, 32_000));
        }
    }

    @Test
    void namesTheNodesAndListenersThereAre() {
        try (EmbeddedKafka cluster = EmbeddedKafka.builder().build()) {
            assertThatThrownBy(() -> cluster.broker(2)).hasMessage("no node 2, there are [1]");
            assertThatThrownBy(() -> cluster.bootstrapServers("TLS"))
                    .hasMessage("node 1 has no listener TLS, only [CLIENT]");
            assertThatThrownBy(() -> cluster.broker(1).log()).hasMessageContaining("never started");
        }
    }

    @Test
    void startsNothingAfterItWasClosed() {
        EmbeddedKafka cluster = EmbeddedKafka.builder().build();
        cluster.close();
        assertThatThrownBy(cluster::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
