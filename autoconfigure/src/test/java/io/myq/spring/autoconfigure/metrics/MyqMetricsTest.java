package io.myq.spring.autoconfigure.metrics;

import static io.myq.spring.testing.Startup.withoutCluster;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.myq.consumer.Lag;
import io.myq.group.ClaimLag;
import io.myq.message.TopicPartition;
import io.myq.spring.annotation.QueueListener;
import io.myq.spring.testing.FakeClient;
import io.myq.spring.testing.FakeGroup;
import io.myq.spring.testing.FakeSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;

class MyqMetricsTest {

    static class Listeners {
        @QueueListener(id = "orders", topics = "orders")
        void on(String text) {}

        @QueueListener(id = "batches", topics = "orders", group = "other")
        void batch(List<String> texts) {}
    }

    @Test
    void theGuideNamesEveryMetricAndNoOther() throws IOException {
        Set<String> documented = Files.readString(Path.of("../docs/guide/health-and-metrics.md"))
                .lines()
                .filter(line -> line.startsWith("| `myq."))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .collect(Collectors.toSet());
        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(MyqMetric.values()).map(MyqMetric::id).toList());
    }

    @Test
    void everyMetricOfTheEnumIsRegisteredAndNoOther() {
        withoutCluster()
                .withConfiguration(
                        AutoConfigurations.of(MetricsAutoConfiguration.class, MyqMetricsAutoConfiguration.class))
                .withBean(SimpleMeterRegistry.class)
                .withBean(Listeners.class)
                .run(context -> {
                    SimpleMeterRegistry registry = context.getBean(SimpleMeterRegistry.class);
                    assertThat(registry.getMeters().stream()
                                    .map(Meter::getId)
                                    .map(Meter.Id::getName)
                                    .filter(name -> name.startsWith("myq."))
                                    .collect(Collectors.toSet()))
                            .containsExactlyInAnyOrderElementsOf(Arrays.stream(MyqMetric.values())
                                    .filter(metric -> !metric.isPerPartition())
                                    .map(MyqMetric::id)
                                    .toList());
                    assertThat(registry.get("myq.consumer.records").functionCounters().stream()
                                    .mapToDouble(FunctionCounter::count)
                                    .sum())
                            .isEqualTo(20);
                    assertThat(registry.get("myq.consumer.records")
                                    .tags("listener", "batches", "group", "other")
                                    .functionCounter()
                                    .count())
                            .isEqualTo(10);
                    assertThat(registry.get("myq.producer.failed.records")
                                    .functionCounter()
                                    .count())
                            .isEqualTo(2);
                });
    }

    @Test
    void hasLagOfThePartitionsThatAListenerHasAtTheMoment() {
        withoutCluster()
                .withConfiguration(
                        AutoConfigurations.of(MetricsAutoConfiguration.class, MyqMetricsAutoConfiguration.class))
                .withBean(SimpleMeterRegistry.class)
                .withBean(Listeners.class)
                .run(context -> {
                    SimpleMeterRegistry registry = context.getBean(SimpleMeterRegistry.class);
                    FakeGroup group = context.getBean(FakeClient.class).groups.get(0);
                    TopicPartition partition = new TopicPartition("orders", 3);
                    assertThat(group.handler).isNotNull();
                    group.handler.setup(new FakeSession(), Set.of(partition));
                    var search = registry.get("myq.consumer.lag.committed").tags("topic", "orders", "partition", "3");
                    assertThat(search.gauge().value()).isNaN();
                    group.lags.put(partition, new ClaimLag(9, 2, 5, new Lag(7, Duration.ofSeconds(3)), null));
                    assertThat(search.gauge().value()).isEqualTo(7);
                    assertThat(registry.get("myq.consumer.lag.committed.time")
                                    .gauge()
                                    .value())
                            .isEqualTo(3);
                    assertThat(registry.get("myq.consumer.lag.done").gauge().value())
                            .isNaN();
                    group.handler.cleanup(new FakeSession(), Set.of(partition));
                    assertThat(registry.find("myq.consumer.lag.committed").gauges())
                            .isEmpty();
                });
    }
}
