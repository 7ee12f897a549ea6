package io.myq.spring.autoconfigure.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.myq.consumer.Lag;
import io.myq.group.ClaimLag;
import io.myq.message.TopicPartition;
import io.myq.spring.listener.PartitionListener;
import io.myq.spring.listener.QueueListenerContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Has gauges for each partition that a listener receives from, as long as it does. Called by the member's threads. */
final class LagMetrics implements PartitionListener {

    private final MeterRegistry registry;
    private final QueueListenerContainer listener;
    private final Map<TopicPartition, List<Meter>> meters = new ConcurrentHashMap<>();

    LagMetrics(MeterRegistry registry, QueueListenerContainer listener) {
        this.registry = registry;
        this.listener = listener;
    }

    @Override
    public void gained(TopicPartition partition) {
        meters.computeIfAbsent(partition, this::register);
    }

    @Override
    public void lost(TopicPartition partition) {
        List<Meter> ended = meters.remove(partition);
        if (ended != null) {
            ended.forEach(registry::remove);
        }
    }

    private List<Meter> register(TopicPartition partition) {
        List<Meter> all = new ArrayList<>();
        all.add(gauge(MyqMetric.LAG_COMMITTED, partition, ClaimLag::committed, LagMetrics::records));
        all.add(gauge(MyqMetric.LAG_DONE, partition, ClaimLag::done, LagMetrics::records));
        all.add(gauge(MyqMetric.LAG_COMMITTED_TIME, partition, ClaimLag::committed, LagMetrics::seconds));
        all.add(gauge(MyqMetric.LAG_DONE_TIME, partition, ClaimLag::done, LagMetrics::seconds));
        return all;
    }

    private Meter gauge(
            MyqMetric metric,
            TopicPartition partition,
            Function<ClaimLag, @Nullable Lag> which,
            Function<Lag, Double> value) {
        return Gauge.builder(metric.id(), listener, source -> {
                    ClaimLag all = source.lag(partition);
                    Lag lag = all == null ? null : which.apply(all);
                    return lag == null ? Double.NaN : value.apply(lag);
                })
                .tags(Tags.of(
                        "listener",
                        listener.id(),
                        "group",
                        listener.group(),
                        "topic",
                        partition.topic(),
                        "partition",
                        Integer.toString(partition.partition())))
                .baseUnit(metric.unit())
                .description(metric.description())
                .register(registry);
    }

    private static double records(Lag lag) {
        return lag.records();
    }

    private static double seconds(Lag lag) {
        return lag.time().toMillis() / 1000.0;
    }
}
