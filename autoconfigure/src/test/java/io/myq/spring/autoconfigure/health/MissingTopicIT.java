package io.myq.spring.autoconfigure.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.MyqClient;
import io.myq.config.Config;
import io.myq.message.ProducerMessage;
import io.myq.spring.annotation.QueueListener;
import io.myq.spring.testing.Broker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** What a person reads at {@code /actuator/health} when a listener's topic does not exist, on a real broker. */
@Timeout(180)
class MissingTopicIT {

    @Test
    void aListenerWhoseTopicDoesNotExistIsDownUntilItDoes() {
        try (ConfigurableApplicationContext context = SpringApplication.run(
                Orders.class,
                "--spring.application.name=missing",
                "--myq.bootstrap-servers=" + Broker.address(),
                "--myq.consumer.offsets.initial=oldest",
                "--myq.metadata.allow-auto-topic-creation=false",
                "--myq.metadata.refresh-frequency=1s")) {
            MyqHealthIndicator indicator = context.getBean(MyqHealthIndicator.class);
            eventually().until(() -> indicator.health().getStatus() == Status.UP);
            eventually()
                    .until(() -> String.valueOf(indicator.health().getDetails().get("listeners"))
                            .contains("waitsFor=[{topic=ordres"));
            eventually().until(() -> indicator.health().getStatus() == Status.DOWN);

            Health down = indicator.health();
            assertThat(down.getDetails().get("error"))
                    .asString()
                    .startsWith(
                            "Listener 'orders': topic 'ordres' does not exist; it is waited for, and read as soon as it"
                                    + " does. Create it, or correct the name: this client does not let the brokers create it"
                                    + " (Metadata.AllowAutoTopicCreation is false) (since 20")
                    .endsWith("Z)");
            assertThat(down.getDetails().get("listeners"))
                    .asString()
                    .contains("state=STABLE", "problem=topic 'ordres'");

            // a client that lets the broker create it
            try (MyqClient other = MyqClient.open(List.of(Broker.address()), Config.defaults())) {
                other.asyncProducer()
                        .send(ProducerMessage.of("ordres", new byte[] {'a'}))
                        .join();
            }
            Orders orders = context.getBean(Orders.class);
            eventually().untilAsserted(() -> assertThat(orders.received).containsExactly("a"));
            eventually().until(() -> indicator.health().getStatus() == Status.UP);
            assertThat(indicator.health().getDetails().get("listeners"))
                    .asString()
                    .doesNotContain("waitsFor", "problem");
        }
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Orders {

        private final List<String> received = new CopyOnWriteArrayList<>();

        @QueueListener(id = "orders", topics = "ordres")
        void on(String text) {
            received.add(text);
        }
    }
}
