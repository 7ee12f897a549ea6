package io.myq.spring.autoconfigure.health;

import static io.myq.spring.testing.Startup.withoutCluster;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.BrokerState;
import io.myq.ClientStatus;
import io.myq.error.ConnectionException;
import io.myq.group.GroupStatus;
import io.myq.group.WaitedTopic;
import io.myq.message.TopicPartition;
import io.myq.spring.annotation.QueueListener;
import io.myq.spring.listener.QueueListenerRegistry;
import io.myq.spring.testing.FakeClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

class MyqHealthIndicatorTest {

    static class Orders {
        @QueueListener(id = "orders", topics = "orders")
        void on(String text) {}
    }

    private final FakeClient client = new FakeClient();
    private final ApplicationContextRunner runner = withoutCluster()
            .withConfiguration(AutoConfigurations.of(MyqHealthContributorAutoConfiguration.class))
            .withAllowBeanDefinitionOverriding(true)
            .withBean("myqClient", FakeClient.class, () -> client)
            .withBean(Orders.class);

    @Test
    void upSaysClusterBrokersAndListeners() {
        runner.run(context -> {
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsEntry("clusterId", "cluster-1")
                    .containsEntry("brokers", List.of(Map.of("id", 1, "address", "localhost:9092", "connected", true)))
                    .containsEntry(
                            "listeners",
                            Map.of(
                                    "orders",
                                    Map.of(
                                            "state",
                                            "STABLE",
                                            "group",
                                            "shop",
                                            "topics",
                                            List.of("orders"),
                                            "member",
                                            "member-1",
                                            "assigned",
                                            List.of("orders-0", "orders-1"))))
                    .doesNotContainKey("error");
        });
    }

    @Test
    void downSaysTheCauseWithAddressAndError() {
        ConnectionException refused = new ConnectionException("localhost:9092 refused the connection");
        client.status = new ClientStatus(
                ClientStatus.State.DOWN,
                "cluster-1",
                List.of(new BrokerState(1, "localhost:9092", false, refused)),
                refused);
        runner.run(context -> {
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails()).containsEntry("error", "localhost:9092 refused the connection");
            assertThat(health.getDetails().get("brokers")).asString().contains("error=localhost:9092 refused");
        });
    }

    @Test
    void aClientThatIsStillConnectingOrHasFailedIsDown() {
        runner.run(context -> {
            client.status = new ClientStatus(ClientStatus.State.CONNECTING, null, List.of(), null);
            assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
            assertThat(health(context).getDetails()).containsEntry("error", "The client is CONNECTING");

            client.status =
                    new ClientStatus(ClientStatus.State.FAILED, "c", List.of(), new IllegalStateException("a bug"));
            assertThat(health(context).getDetails()).containsEntry("error", "java.lang.IllegalStateException: a bug");
        });
    }

    @Test
    void aListenerThatCannotGoOnIsDown() {
        runner.run(context -> {
            client.groups.get(0).status = new GroupStatus(
                    GroupStatus.State.FAILED,
                    "",
                    -1,
                    null,
                    Set.of(),
                    new ConnectionException("not allowed"),
                    null,
                    List.of(),
                    null);
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails()).containsEntry("error", "Listener 'orders' cannot go on: not allowed");
        });
    }

    @Test
    void aListenerThatTakesItsTimeIsUpAndNamed() {
        runner.run(context -> {
            client.groups.get(0).status = new GroupStatus(
                    GroupStatus.State.STABLE,
                    "member-1",
                    1,
                    "localhost:9092",
                    Set.of(),
                    null,
                    null,
                    List.of(),
                    null,
                    Map.of(),
                    Map.of(new TopicPartition("orders", 3), Duration.ofSeconds(400)));
            Instant since = Instant.now().minusSeconds(400);
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            String details = health.getDetails().toString();
            String named = details.replaceAll(".*overdue=\\{orders-3=([^}]*)}.*", "$1");
            assertThat(Instant.parse(named)).as(details).isBetween(since.minusSeconds(5), since.plusSeconds(60));
        });
    }

    @Test
    void aListenerThatIsKeptFromItsWorkIsDownAndSaysByWhat() {
        runner.run(context -> {
            Instant since = Instant.parse("2026-11-21T10:15:30Z");
            client.groups.get(0).status = new GroupStatus(
                    GroupStatus.State.STABLE,
                    "member-1",
                    1,
                    "localhost:9092",
                    Set.of(),
                    null,
                    null,
                    List.of(new WaitedTopic("ordres", since, "topic 'ordres' does not exist")),
                    null);
            assertThat(health(context).getStatus())
                    .as("it may just have been created")
                    .isEqualTo(Status.UP);
            assertThat(health(context).getDetails().get("listeners"))
                    .asString()
                    .contains(
                            "waitsFor=[{topic=ordres, since=2026-11-21T10:15:30Z, reason=topic 'ordres' does not exist}]");

            client.groups.get(0).status = new GroupStatus(
                    GroupStatus.State.JOINING, "", -1, null, Set.of(), null, null, List.of(), "joining for 80 s");
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails()).containsEntry("error", "Listener 'orders': joining for 80 s");
            assertThat(health.getDetails().get("listeners")).asString().contains("problem=joining for 80 s");
        });
    }

    @Test
    void aListenerThatWasStoppedOnPurposeIsUp() {
        runner.run(context -> {
            context.getBean(QueueListenerRegistry.class).getContainer("orders").stop();
            Health health = health(context);
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails().get("listeners")).asString().contains("state=STOPPED");
        });
    }

    @Test
    void itCanBeSwitchedOff() {
        runner.withPropertyValues("management.health.myq.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(MyqHealthIndicator.class));
    }

    private static Health health(ApplicationContext context) {
        return context.getBean(MyqHealthIndicator.class).health();
    }
}
