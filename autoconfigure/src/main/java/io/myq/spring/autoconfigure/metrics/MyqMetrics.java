package io.myq.spring.autoconfigure.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.myq.producer.AsyncProducer;
import io.myq.spring.listener.QueueListenerContainer;
import io.myq.spring.listener.QueueListenerRegistry;
import java.util.function.ToDoubleFunction;

/** Registers the counters that the client keeps anyway: they are read when somebody asks for them. Any thread. */
final class MyqMetrics implements MeterBinder {

    private final AsyncProducer producer;
    private final QueueListenerRegistry listeners;

    MyqMetrics(AsyncProducer producer, QueueListenerRegistry listeners) {
        this.producer = producer;
        this.listeners = listeners;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindProducer(registry);
        listeners.onContainer(container -> {
            bindListener(registry, container);
            container.onPartitions(new LagMetrics(registry, container));
        });
    }

    private void bindProducer(MeterRegistry registry) {
        Tags none = Tags.empty();
        counter(
                registry,
                MyqMetric.PRODUCER_RECORDS,
                none,
                producer,
                p -> p.metrics().records());
        counter(
                registry,
                MyqMetric.PRODUCER_FAILED_RECORDS,
                none,
                producer,
                p -> p.metrics().failedRecords());
        counter(
                registry,
                MyqMetric.PRODUCER_BYTES,
                none,
                producer,
                p -> p.metrics().bytes());
        counter(
                registry,
                MyqMetric.PRODUCER_BATCHES,
                none,
                producer,
                p -> p.metrics().batches());
        counter(
                registry,
                MyqMetric.PRODUCER_REQUESTS,
                none,
                producer,
                p -> p.metrics().requests());
        counter(
                registry,
                MyqMetric.PRODUCER_RETRIES,
                none,
                producer,
                p -> p.metrics().retries());
        counter(
                registry,
                MyqMetric.PRODUCER_DROPPED_RESULTS,
                none,
                producer,
                p -> p.metrics().droppedResults());
        gauge(registry, MyqMetric.PRODUCER_BUFFERED, producer, p -> p.metrics().bufferedBytes());
        gauge(
                registry,
                MyqMetric.PRODUCER_WAITING_RECORDS,
                producer,
                p -> p.metrics().waitingRecords());
    }

    private static void bindListener(MeterRegistry registry, QueueListenerContainer listener) {
        Tags tags = Tags.of("listener", listener.id(), "group", listener.group());
        counter(
                registry,
                MyqMetric.CONSUMER_RECORDS,
                tags,
                listener,
                l -> l.metrics().records());
        counter(
                registry,
                MyqMetric.CONSUMER_BYTES,
                tags,
                listener,
                l -> l.metrics().bytes());
        counter(
                registry,
                MyqMetric.CONSUMER_REBALANCES,
                tags,
                listener,
                l -> l.metrics().rebalances());
        counter(
                registry,
                MyqMetric.CONSUMER_COMMITS,
                tags,
                listener,
                l -> l.metrics().commits());
        counter(
                registry,
                MyqMetric.CONSUMER_FAILED_COMMITS,
                tags,
                listener,
                l -> l.metrics().failedCommits());
        counter(
                registry,
                MyqMetric.LISTENER_CONVERSION_FAILURES,
                tags,
                listener,
                l -> l.metrics().conversionFailures());
        counter(
                registry,
                MyqMetric.LISTENER_FAILURES,
                tags,
                listener,
                l -> l.metrics().listenerFailures());
    }

    private static <T> void counter(
            MeterRegistry registry, MyqMetric metric, Tags tags, T source, ToDoubleFunction<T> value) {
        FunctionCounter.builder(metric.id(), source, value)
                .tags(tags)
                .baseUnit(metric.unit())
                .description(metric.description())
                .register(registry);
    }

    private static <T> void gauge(MeterRegistry registry, MyqMetric metric, T source, ToDoubleFunction<T> value) {
        Gauge.builder(metric.id(), source, value)
                .baseUnit(metric.unit())
                .description(metric.description())
                .register(registry);
    }
}
