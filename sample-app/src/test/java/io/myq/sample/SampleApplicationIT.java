package io.myq.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.embedded.EmbeddedKafka;
import io.myq.sample.Caller.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** What a newcomer sees, on the embedded broker. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "myq.producer.delivery-timeout=3s")
@Timeout(180)
class SampleApplicationIT {

    private static final Duration PROMISED = Duration.ofSeconds(15);

    @LocalServerPort
    private int port;

    @Autowired
    private EmbeddedKafka kafka;

    private Caller caller;

    @BeforeEach
    void call() {
        caller = new Caller(port);
    }

    @Test
    void anOrderIsAcceptedWithItsPlaceAndComesBackThere() {
        String id = newId();
        Answer answer = caller.order(id, "12.5");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body().propertyNames()).containsExactly("topic", "partition", "offset");
        assertThat(answer.body().path("topic").asString()).isEqualTo("orders");
        assertThat(answer.body().path("partition").asInt(-1)).isNotNegative();

        JsonNode received = awaitOrder(caller, id);
        assertThat(received.path("order").path("customer").asString()).isEqualTo("Ada");
        assertThat(received.path("order").path("amount").asDouble()).isEqualTo(12.5);
        assertThat(received.path("partition")).isEqualTo(answer.body().path("partition"));
        assertThat(received.path("offset")).isEqualTo(answer.body().path("offset"));
        assertThat(received.path("millis").asLong(-1)).isBetween(0L, 60_000L);
    }

    @Test
    void theNewestOrderIsTheFirst() {
        String key = newId();
        for (int amount = 1; amount <= 3; amount++) {
            assertThat(caller.order(key, String.valueOf(amount)).status()).isEqualTo(202);
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(ordersOf(key)).containsExactly(3, 2, 1));
    }

    private List<Integer> ordersOf(String id) {
        List<Integer> amounts = new ArrayList<>();
        caller.get("/orders").body().forEach(received -> {
            if (received.path("order").path("id").asString().equals(id)) {
                amounts.add(received.path("order").path("amount").asInt());
            }
        });
        return amounts;
    }

    @Test
    void whatIsNotAnOrderIsRefusedWithTheReason() {
        Answer broken = caller.post("{\"id\":");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.contentType()).isEqualTo("application/problem+json");
        assertThat(broken.body().path("detail").asString())
                .startsWith("This is not an order in JSON: Unexpected end-of-input");

        Answer incomplete = caller.post("{\"id\":\" \",\"customer\":\"Ada\"}");
        assertThat(incomplete.status()).isEqualTo(400);
        assertThat(incomplete.contentType()).isEqualTo("application/problem+json");
        assertThat(incomplete.body().path("detail").asString())
                .isEqualTo("amount must not be null, id must not be blank");

        assertThat(caller.post("{\"id\":\"1\",\"customer\":\"Ada\",\"amount\":\"much\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void healthSaysWhichClusterWhichBrokersAndWhatTheListenerDoes() {
        awaitListener(caller);
        JsonNode health = caller.health();
        assertThat(health.path("status").asString()).isEqualTo("UP");
        JsonNode details = health.path("details");
        assertThat(details.path("clusterId").asString()).isEqualTo(kafka.clusterId());
        assertThat(details.path("brokers").path(0).path("address").asString()).isEqualTo(kafka.bootstrapServers());
        assertThat(details.path("brokers").path(0).path("connected").asBoolean())
                .isTrue();
        JsonNode listener = details.path("listeners").path("orders");
        assertThat(listener.path("state").asString()).isEqualTo("STABLE");
        assertThat(listener.path("group").asString()).isEqualTo("sample-app");
        assertThat(listener.path("assigned").path(0).asString()).isEqualTo("orders-0");
    }

    @Test
    void metricsCountWhatWasSentAndReceived() {
        double sent = caller.metric("myq.producer.records");
        double received = caller.metric("myq.consumer.records");
        String id = newId();
        caller.order(id, "1");
        awaitOrder(caller, id);
        assertThat(caller.metric("myq.producer.records")).isEqualTo(sent + 1);
        assertThat(caller.metric("myq.consumer.records")).isGreaterThan(received);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(caller.metric("myq.consumer.commits")).isPositive());
    }

    @Test
    void aBrokerThatDiesIsSeenAndOneThatComesBackIsUsedAgain() {
        String before = newId();
        caller.order(before, "1");
        awaitOrder(caller, before);

        kafka.broker(1).kill();
        await().atMost(PROMISED).untilAsserted(() -> {
            JsonNode down = caller.health();
            assertThat(down.path("status").asString()).isEqualTo("DOWN");
            assertThat(down.path("details").path("error").asString()).contains(kafka.bootstrapServers());
        });

        String meanwhile = newId();
        Answer refused = caller.order(meanwhile, "2");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.contentType()).isEqualTo("application/problem+json");
        assertThat(refused.body().path("title").asString()).isEqualTo("The order was not acknowledged");
        assertThat(refused.body().path("detail").asString()).contains("orders");

        kafka.broker(1).start();
        await().atMost(PROMISED)
                .untilAsserted(() ->
                        assertThat(caller.health().path("status").asString()).isEqualTo("UP"));
        String after = newId();
        assertThat(caller.order(after, "3").status()).isEqualTo(202);
        awaitOrder(caller, after);
        assertThat(ordersOf(before)).containsExactly(1);
        if (refused.body().path("outcome").asString().equals("NotWrittenException")) {
            assertThat(ordersOf(meanwhile)).isEmpty();
        }
    }

    @Test
    void withAnAddressThatClusterIsUsedAndNoBrokerIsStarted() {
        try (ConfigurableApplicationContext other = SpringApplication.run(
                SampleApplication.class,
                "--server.port=0",
                "--spring.application.name=other-app",
                "--myq.bootstrap-servers=" + kafka.bootstrapServers())) {
            assertThat(other.getBeansOfType(EmbeddedKafka.class)).isEmpty();
            Caller otherCaller = new Caller(other.getEnvironment().getProperty("local.server.port", Integer.class, 0));
            String id = newId();
            assertThat(caller.order(id, "1").status()).isEqualTo(202);
            awaitOrder(otherCaller, id);
        }
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    private static void awaitListener(Caller caller) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(caller.health()
                                .path("details")
                                .path("listeners")
                                .path("orders")
                                .path("assigned")
                                .size())
                        .isPositive());
    }

    static JsonNode awaitOrder(Caller caller, String id) {
        List<JsonNode> found = new ArrayList<>();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            found.clear();
            caller.get("/orders").body().forEach(received -> {
                if (received.path("order").path("id").asString().equals(id)) {
                    found.add(received);
                }
            });
            assertThat(found).hasSize(1);
        });
        return found.get(0);
    }
}
