package io.myq.spring.autoconfigure;

import static io.myq.spring.testing.Startup.failure;
import static io.myq.spring.testing.Startup.realClient;
import static io.myq.spring.testing.Startup.withoutCluster;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.MyqClient;
import io.myq.balance.BalanceStrategies;
import io.myq.balance.BalanceStrategy;
import io.myq.config.BackoffFunction;
import io.myq.config.Config;
import io.myq.config.ConsumerInterceptor;
import io.myq.config.PanicHandler;
import io.myq.config.ProducerInterceptor;
import io.myq.error.ConnectionException;
import io.myq.message.CompressionType;
import io.myq.partitioner.Partitioner;
import io.myq.partitioner.PartitionerConstructor;
import io.myq.partitioner.Partitioners;
import io.myq.producer.AsyncProducer;
import io.myq.producer.SyncProducer;
import io.myq.spring.convert.PayloadConverter;
import io.myq.spring.convert.PayloadReader;
import io.myq.spring.listener.ListenerErrorHandler;
import io.myq.spring.listener.QueueListenerRegistry;
import io.myq.spring.template.MyqTemplate;
import io.myq.spring.testing.FakeClient;
import io.myq.spring.testing.FakeProducer;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.core.annotation.Order;

/** Which beans there are, and that each backs off. */
class MyqAutoConfigurationTest {

    @Test
    void thereIsAllThatAnApplicationNeeds() {
        withoutCluster()
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(MyqClient.class)
                        .hasSingleBean(AsyncProducer.class)
                        .hasSingleBean(MyqTemplate.class)
                        .hasSingleBean(QueueListenerRegistry.class)
                        .hasSingleBean(ListenerErrorHandler.class)
                        .hasSingleBean(PayloadConverter.class)
                        .hasSingleBean(MyqConnectionDetails.class));
    }

    @Test
    void propertiesBecomeTheConfiguration() {
        withoutCluster()
                .withPropertyValues(
                        "myq.client-id=billing",
                        "myq.producer.compression=zstd",
                        "myq.producer.max-message-bytes=2MB",
                        "myq.consumer.group.session.timeout=6s")
                .run(context -> {
                    Config config = context.getBean(Config.class);
                    assertThat(config.clientId()).isEqualTo("billing");
                    assertThat(config.producer().compression()).isEqualTo(CompressionType.ZSTD);
                    assertThat(config.producer().maxMessageBytes()).isEqualTo(2_097_152);
                    assertThat(config.consumer().group().session().timeout()).hasSeconds(6);
                });
    }

    @Test
    void functionsOfTheConfigurationAreBeans() {
        ThreadFactory threads = Thread::new;
        PanicHandler panic = (where, cause) -> {};
        PartitionerConstructor partitioner = topic -> new First();
        withoutCluster()
                .withBean("myqThreadFactory", ThreadFactory.class, () -> threads)
                .withBean("somebodyElses", ThreadFactory.class, () -> task -> new Thread(task, "other"))
                .withBean(PanicHandler.class, () -> panic)
                .withBean(PartitionerConstructor.class, () -> partitioner)
                .withBean(Own.class, Own::new)
                .withPropertyValues("myq.consumer.group.rebalance.group-strategies=own,range")
                .run(context -> {
                    Config config = context.getBean(Config.class);
                    assertThat(config.threadFactory()).isSameAs(threads);
                    assertThat(config.panicHandler()).isSameAs(panic);
                    assertThat(config.producer().partitioner()).isSameAs(partitioner);
                    assertThat(config.consumer().group().rebalance().groupStrategies())
                            .extracting(BalanceStrategy::name)
                            .containsExactly("own", "range");
                });
    }

    @Test
    void strategiesAreNamedByProperties() {
        withoutCluster()
                .withPropertyValues(
                        "myq.consumer.group.rebalance.group-strategies=round-robin,sticky",
                        "myq.consumer.group.rebalance.strategy=roundrobin")
                .run(context -> {
                    var rebalance =
                            context.getBean(Config.class).consumer().group().rebalance();
                    assertThat(rebalance.groupStrategies())
                            .containsExactly(BalanceStrategies.roundRobin(), BalanceStrategies.sticky());
                    assertThat(rebalance.offered()).containsExactly(BalanceStrategies.roundRobin());
                });
    }

    @Test
    void aPartitionerIsNamedByAPropertyAndABeanWins() {
        PartitionerConstructor own = topic -> new First();
        withoutCluster()
                .withPropertyValues("myq.producer.partitioner=sarama-hash")
                .run(context -> assertThat(
                                context.getBean(Config.class).producer().partitioner())
                        .isSameAs(Partitioners.SARAMA_HASH));
        withoutCluster()
                .withPropertyValues("myq.producer.partitioner=sarama-hash")
                .withBean(PartitionerConstructor.class, () -> own)
                .run(context -> assertThat(
                                context.getBean(Config.class).producer().partitioner())
                        .isSameAs(own));
    }

    @Test
    void interceptorsAreBeansInTheirOrder() {
        withoutCluster()
                .withBean("a", ProducerInterceptor.class, Last::new)
                .withBean("b", ProducerInterceptor.class, First.Interceptor::new)
                .run(context -> assertThat(
                                context.getBean(Config.class).producer().interceptors())
                        .hasExactlyElementsOfTypes(First.Interceptor.class, Last.class));
    }

    @Test
    void interceptorsOfConsumersAreBeansToo() {
        ConsumerInterceptor interceptor = message -> message;
        withoutCluster()
                .withBean(ConsumerInterceptor.class, () -> interceptor)
                .run(context -> assertThat(
                                context.getBean(Config.class).consumer().interceptors())
                        .containsExactly(interceptor));
    }

    @Test
    void aBackoffFunctionIsABean() {
        BackoffFunction function = (retries, max) -> Duration.ofMillis(retries);
        withoutCluster().withBean(BackoffFunction.class, () -> function).run(context -> {
            Config config = context.getBean(Config.class);
            assertThat(config.producer().retry().backoffFunc()).isSameAs(function);
            assertThat(config.producer().transaction().retry().backoffFunc()).isSameAs(function);
            assertThat(config.consumer().retry().backoffFunc()).isSameAs(function);
        });
    }

    @Test
    void customizersRunLast() {
        withoutCluster()
                .withPropertyValues("myq.client-id=billing")
                .withBean(
                        MyqConfigCustomizer.class,
                        () -> config -> config.withClientId(config.clientId() + "-customized"))
                .run(context ->
                        assertThat(context.getBean(Config.class).clientId()).isEqualTo("billing-customized"));
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void listenersRunOnVirtualThreadsWhenTheApplicationAsksForThem() {
        withoutCluster()
                .withPropertyValues("spring.threads.virtual.enabled=true")
                .run(context -> assertThat(context.getBean(Config.class)
                                .threadFactory()
                                .newThread(() -> {})
                                .getThreadGroup()
                                .getName())
                        .isEqualTo("VirtualThreads"));
    }

    @Test
    void everyBeanBacksOffForTheApplicationsOwn() {
        FakeProducer producer = new FakeProducer();
        SyncProducer sync = producer.sync();
        Config config = Config.defaults().withClientId("own");
        MyqConnectionDetails details = () -> List.of("own:1");
        PayloadConverter converter = new OwnConverter();
        ListenerErrorHandler errorHandler = failure -> {};
        QueueListenerRegistry registry = new QueueListenerRegistry();
        MyqTemplate template = new MyqTemplate(producer, sync, converter);
        withoutCluster()
                .withBean("own1", AsyncProducer.class, () -> producer)
                .withBean("own8", SyncProducer.class, () -> sync)
                .withBean("own2", Config.class, () -> config)
                .withBean("own3", MyqConnectionDetails.class, () -> details)
                .withBean("own4", PayloadConverter.class, () -> converter)
                .withBean("own5", ListenerErrorHandler.class, () -> errorHandler)
                .withBean("own6", QueueListenerRegistry.class, () -> registry)
                .withBean("own7", MyqTemplate.class, () -> template)
                .run(context -> {
                    assertThat(context).getBean(AsyncProducer.class).isSameAs(producer);
                    assertThat(context).getBean(SyncProducer.class).isSameAs(sync);
                    assertThat(context).getBean(Config.class).isSameAs(config);
                    assertThat(context).getBean(MyqConnectionDetails.class).isSameAs(details);
                    assertThat(context).getBean(PayloadConverter.class).isSameAs(converter);
                    assertThat(context).getBean(ListenerErrorHandler.class).isSameAs(errorHandler);
                    assertThat(context).getBean(QueueListenerRegistry.class).isSameAs(registry);
                    assertThat(context).getBean(MyqTemplate.class).isSameAs(template);
                });
    }

    @Test
    void withoutAnyAddressItIsKafkasUsualOne() {
        withoutCluster()
                .run(context -> assertThat(
                                context.getBean(MyqConnectionDetails.class).bootstrapServers())
                        .containsExactly("localhost:9092"));
    }

    @Test
    void theStartWaitsForABrokerOnceAndFailsWithTheClientsOwnWords() {
        FakeClient client = new FakeClient();
        client.failure = new ConnectionException("No broker answered within 10 s: kafka:9092: unknown host");
        realClient().withBean("myqClient", FakeClient.class, () -> client).run(context -> {
            assertThat(failure(context).getDescription())
                    .isEqualTo("No broker answered within 10 s: kafka:9092: unknown host");
            assertThat(failure(context).getAction())
                    .contains("correct its address in myq.bootstrap-servers")
                    .contains("myq.startup.timeout")
                    .contains("myq.startup.policy=continue")
                    .contains("io.myq:myq-embedded-kafka");
        });
        assertThat(client.waits).hasValue(1);
    }

    @Test
    void theStartDoesNotWaitWhenThePolicyIsToContinue() {
        FakeClient client = new FakeClient();
        client.failure = new ConnectionException("nobody there");
        realClient()
                .withBean("myqClient", FakeClient.class, () -> client)
                .withPropertyValues("myq.startup.policy=continue")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(client.waits).hasValue(0);
    }

    @Order(2)
    private static final class Last implements ProducerInterceptor {
        @Override
        public io.myq.message.ProducerMessage onSend(io.myq.message.ProducerMessage message) {
            return message;
        }
    }

    private static final class First implements Partitioner {

        @Order(1)
        private static final class Interceptor implements ProducerInterceptor {
            @Override
            public io.myq.message.ProducerMessage onSend(io.myq.message.ProducerMessage message) {
                return message;
            }
        }

        @Override
        public int partition(io.myq.message.ProducerMessage message, int partitionCount) {
            return 0;
        }

        @Override
        public boolean requiresConsistency(io.myq.message.ProducerMessage message) {
            return false;
        }
    }

    private static final class OwnConverter implements PayloadConverter {
        @Override
        public byte[] write(Object payload) {
            return new byte[0];
        }

        @Override
        public PayloadReader readerFor(Type type) {
            return payload -> payload;
        }
    }

    private static final class Own implements BalanceStrategy {
        @Override
        public String name() {
            return "own";
        }

        @Override
        public RebalanceProtocol protocol() {
            return RebalanceProtocol.EAGER;
        }

        @Override
        public Map<String, Set<io.myq.message.TopicPartition>> plan(
                List<Member> members, Map<String, Integer> partitionCounts) {
            return Map.of();
        }
    }
}
