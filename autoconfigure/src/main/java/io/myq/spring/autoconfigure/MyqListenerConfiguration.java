package io.myq.spring.autoconfigure;

import io.myq.MyqClient;
import io.myq.spring.convert.MissingPayloadConverter;
import io.myq.spring.convert.PayloadConverter;
import io.myq.spring.listener.ListenerDefaults;
import io.myq.spring.listener.ListenerErrorHandler;
import io.myq.spring.listener.ListenerFactory;
import io.myq.spring.listener.ListenerMethods;
import io.myq.spring.listener.LoggingErrorHandler;
import io.myq.spring.listener.QueueListenerBeanPostProcessor;
import io.myq.spring.listener.QueueListenerRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Listener methods: what finds them, runs them, and takes care of what they cannot take. */
@Configuration(proxyBeanMethods = false)
final class MyqListenerConfiguration {

    /** Static, and with nothing but a provider: otherwise the beans it needs would be made before all others. */
    @Bean
    static QueueListenerBeanPostProcessor myqQueueListenerBeanPostProcessor(ObjectProvider<ListenerFactory> factory) {
        return new QueueListenerBeanPostProcessor(factory);
    }

    /** A listener that nobody injects would never be made in a lazy application. */
    @Bean
    static LazyInitializationExcludeFilter myqListenersAreNotLazy() {
        return (name, definition, type) -> ListenerMethods.anyIn(type);
    }

    @Bean
    @ConditionalOnMissingBean
    QueueListenerRegistry myqQueueListenerRegistry() {
        return new QueueListenerRegistry();
    }

    @Bean
    @ConditionalOnMissingBean(ListenerErrorHandler.class)
    LoggingErrorHandler myqListenerErrorHandler() {
        return new LoggingErrorHandler();
    }

    @Bean
    ListenerFactory myqListenerFactory(
            QueueListenerRegistry registry,
            MyqProperties properties,
            Environment environment,
            ObjectProvider<PayloadConverter> converter,
            ListenerErrorHandler errorHandler,
            ObjectProvider<MyqClient> client) {
        ListenerDefaults defaults = new ListenerDefaults(
                group(properties, environment),
                properties.listener().concurrency(),
                properties.listener().autoStartup(),
                properties.consumer().group().instanceId(),
                ShutdownTime.withinPhase(environment));
        PayloadConverter payloads = converter.getIfAvailable(MissingPayloadConverter::new);
        return new ListenerFactory(registry, defaults, payloads, errorHandler, client::getObject);
    }

    private static @Nullable String group(MyqProperties properties, Environment environment) {
        String group = properties.consumer().group().id();
        String chosen = StringUtils.hasText(group) ? group : environment.getProperty("spring.application.name");
        return StringUtils.hasText(chosen) ? chosen : null;
    }
}
