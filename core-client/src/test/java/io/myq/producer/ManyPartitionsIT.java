package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.message.ProducerMessage;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What concerns all partitions looks at those alone that have something. */
class ManyPartitionsIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private static List<PartitionSender> active(ProducerHarness harness) throws Exception {
        CompletableFuture<List<PartitionSender>> active = new CompletableFuture<>();
        harness.loop()
                .execute(() ->
                        active.complete(harness.dispatcher().pipeline().active().all()));
        return active.get(30, TimeUnit.SECONDS);
    }

    @Test
    void onlyPartitionsWithMessagesAreLookedAt() throws Exception {
        broker.oracle().createTopic("many-partitions", 100);
        Outcomes outcomes = new Outcomes();
        try (ProducerHarness harness =
                ProducerHarness.open(broker.addresses(), config -> config.withDeliveryTimeout(Duration.ofSeconds(6)))) {
            // the connection is there when it counts
            harness.producer()
                    .send(ProducerMessage.of("many-partitions", new byte[1]).withPartition(7));
            assertThat(harness.producer().flush(Duration.ofSeconds(30))).isTrue();
            for (int partition = 40; partition < 43; partition++) {
                byte[] number = Integer.toString(outcomes.sent()).getBytes();
                ProducerMessage message = ProducerMessage.of("many-partitions", number);
                harness.producer().send(message.withPartition(partition), outcomes.next());
            }
            assertThat(harness.producer().flush(Duration.ofSeconds(30))).isTrue();
            assertThat(outcomes.acknowledged()).isEqualTo(3);
            assertThat(active(harness))
                    .extracting(partition -> partition.topicPartition().partition())
                    .contains(40, 41, 42)
                    .isSubsetOf(7, 40, 41, 42);
            // no longer than what was sent there could have waited
            await().atMost(30, TimeUnit.SECONDS).until(() -> active(harness).isEmpty());
        }
    }
}
