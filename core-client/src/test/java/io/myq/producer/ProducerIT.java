package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.embedded.EmbeddedKafka;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProducerIT {

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.builder().nodes(1).start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void acknowledgesEveryMessage() throws Exception {
        try (ProducerHarness harness = ProducerHarness.open(kafka.bootstrapServers())) {
            RecordMetadata metadata = harness.producer()
                    .send(ProducerMessage.of("smoke", "hello".getBytes()))
                    .get(20, TimeUnit.SECONDS);
            assertThat(metadata.offset()).isZero();
            List<CompletableFuture<RecordMetadata>> all = new ArrayList<>();
            for (int i = 0; i < 100_000; i++) {
                all.add(harness.producer()
                        .send(ProducerMessage.of("smoke", ("k" + i % 100).getBytes(), ("v" + i).getBytes())));
            }
            for (CompletableFuture<RecordMetadata> each : all) {
                each.get(20, TimeUnit.SECONDS);
            }
            assertThat(harness.producer().metrics().records()).isEqualTo(100_001);
        }
    }
}
