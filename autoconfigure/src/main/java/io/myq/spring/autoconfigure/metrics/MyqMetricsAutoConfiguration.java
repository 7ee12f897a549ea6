package io.myq.spring.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.myq.producer.AsyncProducer;
import io.myq.spring.autoconfigure.MyqAutoConfiguration;
import io.myq.spring.listener.QueueListenerRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The meters {@code myq.*}, where the application has a meter registry. */
@AutoConfiguration(
        after = MyqAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean({MeterRegistry.class, AsyncProducer.class})
public final class MyqMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    MyqMetrics myqMetrics(AsyncProducer producer, QueueListenerRegistry listeners) {
        return new MyqMetrics(producer, listeners);
    }
}
