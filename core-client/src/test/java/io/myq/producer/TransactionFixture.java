package io.myq.producer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myq.config.ProducerConfig;
import io.myq.message.ProducerMessage;
import io.myq.testing.SharedKafka;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What tests of transactions with one shared broker begin with. Owned by the test's thread. */
abstract class TransactionFixture {

    @RegisterExtension
    final SharedKafka broker;

    /** @param broker says which kind of transactions this is about */
    TransactionFixture(SharedKafka broker) {
        this.broker = broker;
    }

    /** Whether they are those of KIP-890. */
    final boolean newTransactions() {
        return broker.newTransactions();
    }

    final ProducerHarness open(String id) {
        return open(id, config -> config);
    }

    final ProducerHarness open(String id, UnaryOperator<ProducerConfig> change) {
        return ProducerHarness.open(
                broker.addresses(),
                config ->
                        change.apply(config.withTransaction(config.transaction().withId(id))));
    }

    final List<String> committed(String topic) throws Exception {
        return CommittedReader.values(broker.addresses(), broker.oracle().admin(), topic);
    }

    static ProducerMessage message(String topic, int partition, String value) {
        return ProducerMessage.of(topic, value.getBytes(UTF_8)).withPartition(partition);
    }
}
