package io.myq.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.embedded.EmbeddedKafka;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** One order there and back on the broker's official image. Skips itself where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ContainerIT {

    @Container
    private static final KafkaContainer KAFKA =
            new KafkaContainer("apache/kafka:" + System.getProperty("kafka.version"));

    @DynamicPropertySource
    static void address(DynamicPropertyRegistry properties) {
        properties.add("myq.bootstrap-servers", KAFKA::getBootstrapServers);
    }

    @LocalServerPort
    private int port;

    @Autowired
    private ObjectProvider<EmbeddedKafka> embedded;

    @Test
    void anOrderGoesThereAndBack() {
        Caller caller = new Caller(port);
        assertThat(caller.order("one", "1").status()).isEqualTo(202);
        SampleApplicationIT.awaitOrder(caller, "one");
        assertThat(embedded.getIfAvailable()).isNull();
    }
}
