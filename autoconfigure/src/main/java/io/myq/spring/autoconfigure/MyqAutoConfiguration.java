package io.myq.spring.autoconfigure;

import io.myq.MyqClient;
import io.myq.balance.BalanceStrategy;
import io.myq.config.BackoffFunction;
import io.myq.config.Config;
import io.myq.config.ConsumerInterceptor;
import io.myq.config.PanicHandler;
import io.myq.config.ProducerInterceptor;
import io.myq.partitioner.PartitionerConstructor;
import io.myq.producer.AsyncProducer;
import io.myq.producer.SyncProducer;
import io.myq.spring.autoconfigure.diagnostics.KnownProperties;
import io.myq.spring.autoconfigure.diagnostics.UnknownPropertiesCheck;
import io.myq.spring.convert.MissingPayloadConverter;
import io.myq.spring.convert.PayloadConverter;
import io.myq.spring.template.MyqTemplate;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.ThreadFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/** The client, its producers and the template. Every bean backs off for the application's own. */
@AutoConfiguration(afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@EnableConfigurationProperties(MyqProperties.class)
@Import({MyqJsonConfiguration.class, MyqListenerConfiguration.class})
public final class MyqAutoConfiguration {

    /** Name of a {@link ThreadFactory} bean for callbacks and claims: by type alone it could be anybody's. */
    static final String THREAD_FACTORY = "myqThreadFactory";

    @Bean
    static UnknownPropertiesCheck myqUnknownPropertiesCheck(Environment environment) {
        // the last is a system property of the JVM, which the embedded broker reads by itself
        KnownProperties known = KnownProperties.of("myq", MyqProperties.class).andBelow("myq.embedded-kafka");
        return new UnknownPropertiesCheck("myq", known, environment);
    }

    @Bean
    @ConditionalOnMissingBean(MyqConnectionDetails.class)
    PropertiesMyqConnectionDetails myqConnectionDetails(MyqProperties properties) {
        return new PropertiesMyqConnectionDetails(properties);
    }

    @Bean
    @ConditionalOnMissingBean
    Config myqConfig(
            MyqProperties properties,
            Environment environment,
            @Qualifier(THREAD_FACTORY) ObjectProvider<ThreadFactory> threadFactory,
            ObjectProvider<PanicHandler> panicHandler,
            ObjectProvider<PartitionerConstructor> partitioner,
            ObjectProvider<ProducerInterceptor> interceptors,
            ObjectProvider<ConsumerInterceptor> consumerInterceptors,
            ObjectProvider<BackoffFunction> backoffFunction,
            ObjectProvider<BalanceStrategy> strategies,
            ObjectProvider<MyqConfigCustomizer> customizers) {
        Config defaults = Config.defaults();
        MyqPropertiesMapper.Plugins plugins = new MyqPropertiesMapper.Plugins(
                threadFactory.getIfAvailable(() -> threads(environment, defaults)),
                panicHandler.getIfAvailable(defaults::panicHandler),
                partitioner.getIfAvailable(),
                interceptors.orderedStream().toList(),
                consumerInterceptors.orderedStream().toList(),
                backoffFunction.getIfAvailable(),
                strategies.orderedStream().toList());
        Config config = MyqPropertiesMapper.toConfig(properties, plugins);
        for (Iterator<MyqConfigCustomizer> all = customizers.orderedStream().iterator(); all.hasNext(); ) {
            config = all.next().customize(config);
        }
        return config.validate();
    }

    private static ThreadFactory threads(Environment environment, Config defaults) {
        return Threading.VIRTUAL.isActive(environment)
                ? new VirtualThreadTaskExecutor().getVirtualThreadFactory()
                : defaults.threadFactory();
    }

    @Bean
    @ConditionalOnMissingBean(MyqClient.class)
    MyqClientFactoryBean myqClient(MyqConnectionDetails connection, Config config, Environment environment) {
        Duration timeout = ShutdownTime.phaseTimeout(environment);
        return new MyqClientFactoryBean(connection, config, timeout);
    }

    @Bean
    MyqStartup myqStartup(MyqClient client, MyqProperties properties) {
        return new MyqStartup(client, properties.startup());
    }

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    AsyncProducer myqAsyncProducer(MyqClient client) {
        return client.asyncProducer();
    }

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    SyncProducer myqSyncProducer(MyqClient client) {
        return client.syncProducer();
    }

    @Bean
    @ConditionalOnMissingBean
    MyqTemplate myqTemplate(
            AsyncProducer asyncProducer, SyncProducer syncProducer, ObjectProvider<PayloadConverter> converter) {
        return new MyqTemplate(asyncProducer, syncProducer, converter.getIfAvailable(MissingPayloadConverter::new));
    }
}
