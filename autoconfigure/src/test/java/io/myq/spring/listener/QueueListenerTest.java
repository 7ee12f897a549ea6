package io.myq.spring.listener;

import static io.myq.spring.testing.Startup.failure;
import static io.myq.spring.testing.Startup.realClient;
import static io.myq.spring.testing.Startup.withoutCluster;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.spring.annotation.QueueListener;
import io.myq.spring.testing.FakeClient;
import io.myq.spring.testing.FakeGroup;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** From the annotation to the container: names, defaults, mistakes, start and stop. */
@ExtendWith(OutputCaptureExtension.class)
class QueueListenerTest {

    static class Orders {
        @QueueListener(topics = "orders")
        void on(String text) {}
    }

    static class Placeholders {
        @QueueListener(
                id = "${ids.first}",
                topics = {"${topics.many}", "#{'x' + 'y'}"},
                group = "g-${ids.first}",
                concurrency = "${threads:3}",
                autoStartup = "false")
        void on(String text) {}
    }

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @QueueListener(topics = "audit", group = "auditors")
    @interface Audit {}

    static class Several {
        @QueueListener(topics = "a")
        @QueueListener(topics = "b", id = "b")
        void twice(String text) {}

        @Audit
        void audit(byte[] bytes) {}

        @QueueListener(topics = "c")
        void twice(byte[] bytes) {}
    }

    static class Twin {
        @QueueListener(id = "same", topics = "a")
        void left(String text) {}
    }

    static class OtherTwin {
        @QueueListener(id = "same", topics = "b")
        void right(String text) {}
    }

    static class Shared {
        @QueueListener(topics = "a")
        void first(String text) {}

        @QueueListener(topics = "b")
        void second(String text) {}
    }

    static class Alone {
        @QueueListener(topics = "a", group = "other")
        void on(String text) {}
    }

    static class Sums {
        @QueueListener(topics = "a")
        int add(String text) {
            return 0;
        }
    }

    static class Greedy {
        @QueueListener(topics = "a", concurrency = "many")
        void on(String text) {}
    }

    static class Silent {
        @QueueListener(topics = "${topics.none:}")
        void on(String text) {}
    }

    @Test
    void theGroupIsTheNameOfTheApplicationAndTheIdThatOfBeanAndMethod() {
        withoutCluster().withBean("orders", Orders.class).run(context -> {
            QueueListenerContainer container =
                    context.getBean(QueueListenerRegistry.class).getContainer("orders.on");
            assertThat(container.group()).isEqualTo("shop");
            assertThat(container.topics()).containsExactly("orders");
            assertThat(container.concurrency()).isEqualTo(1);
            assertThat(container.isRunning()).isTrue();
            assertThat(group(context.getBean(FakeClient.class), 0).topics).containsExactly("orders");
        });
    }

    @Test
    void thePropertyForTheGroupWinsOverTheNameOfTheApplication() {
        withoutCluster()
                .withBean("orders", Orders.class)
                .withPropertyValues("myq.consumer.group.id=billing", "myq.listener.concurrency=4")
                .run(context -> {
                    QueueListenerContainer container =
                            context.getBean(QueueListenerRegistry.class).getContainer("orders.on");
                    assertThat(container.group()).isEqualTo("billing");
                    assertThat(container.concurrency()).isEqualTo(4);
                });
    }

    @Test
    void placeholdersAndExpressionsAreResolved() {
        withoutCluster()
                .withBean(Placeholders.class)
                .withPropertyValues("ids.first=one", "topics.many=a, b")
                .run(context -> {
                    QueueListenerContainer container =
                            context.getBean(QueueListenerRegistry.class).getContainer("one");
                    assertThat(container.topics()).containsExactly("a", "b", "xy");
                    assertThat(container.group()).isEqualTo("g-one");
                    assertThat(container.concurrency()).isEqualTo(3);
                    assertThat(container.isRunning()).isFalse();
                });
    }

    @Test
    void theAnnotationCanBeRepeatedOverloadedAndPutOnAnother() {
        withoutCluster().withBean("several", Several.class).run(context -> {
            QueueListenerRegistry registry = context.getBean(QueueListenerRegistry.class);
            assertThat(registry.getContainers())
                    .extracting(QueueListenerContainer::id)
                    .containsExactlyInAnyOrder("several.audit", "several.twice", "several.twice-2", "b");
            assertThat(registry.getContainer("several.audit").group()).isEqualTo("auditors");
        });
    }

    @Test
    void withoutAnyGroupTheStartFailsAndSaysWhatToSet() {
        realClient()
                .withBean("myqClient", FakeClient.class, FakeClient::new)
                .withPropertyValues("spring.application.name=")
                .withBean(Orders.class)
                .run(context -> {
                    assertThat(failure(context).getDescription())
                            .isEqualTo("Listener method " + Orders.class.getTypeName()
                                    + ".on(String) has no consumer group.");
                    assertThat(failure(context).getAction())
                            .isEqualTo("Set spring.application.name, which is the default group of all listeners,"
                                    + " or myq.consumer.group.id, or name a group at this one:"
                                    + " @QueueListener(group = \"...\").");
                });
    }

    @Test
    void twoListenersOfOneGroupCannotHaveOneInstanceId() {
        withoutCluster()
                .withBean(Alone.class)
                .withBean(Shared.class)
                .withPropertyValues("myq.consumer.group.id=shop", "myq.consumer.group.instance-id=pod-1")
                .run(context -> {
                    assertThat(failure(context).getDescription())
                            .startsWith("Two listeners are members of group 'shop' with one instance id, 'pod-1': ")
                            .contains(Shared.class.getTypeName() + ".first(String)")
                            .contains(Shared.class.getTypeName() + ".second(String)");
                    assertThat(failure(context).getAction()).contains("myq.consumer.group.instance-id");
                });
    }

    @Test
    void twoListenersWithOneIdFailNamingBothMethods() {
        withoutCluster().withBean(Twin.class).withBean(OtherTwin.class).run(context -> {
            assertThat(failure(context).getDescription())
                    .isEqualTo("Two listeners have the id 'same': " + Twin.class.getTypeName() + ".left(String) and "
                            + OtherTwin.class.getTypeName() + ".right(String).");
            assertThat(failure(context).getAction()).contains("@QueueListener(id = \"...\")");
        });
    }

    @Test
    void mistakesInTheAnnotationOrSignatureFailAtTheStart() {
        fails(Sums.class, "add(String) returns int, but a message counts as done when the method returns");
        fails(Greedy.class, "on(String) has concurrency 'many'.");
        fails(Silent.class, "on(String) names no topic: [${topics.none:}] is empty.");
    }

    private static void fails(Class<?> bean, String description) {
        withoutCluster()
                .withBean(bean)
                .run(context -> assertThat(failure(context).getDescription())
                        .startsWith("Listener method " + bean.getTypeName() + ".")
                        .contains(description));
    }

    @Test
    void whatRanBeforeAStopRunsAgainAfterIt() {
        ApplicationContextRunner runner = withoutCluster()
                .withBean("orders", Orders.class)
                .withBean(Placeholders.class)
                .withBean("several", Several.class)
                .withPropertyValues("ids.first=manual", "topics.many=a");
        runner.run(context -> {
            QueueListenerRegistry registry = context.getBean(QueueListenerRegistry.class);
            registry.getContainer("b").stop();
            assertThat(running(registry)).doesNotContain("manual", "b").contains("orders.on");
            List<String> before = running(registry);

            registry.stop();
            assertThat(running(registry)).isEmpty();
            assertThat(registry.isRunning()).isFalse();
            assertThat(context.getBean(FakeClient.class).groups).allMatch(group -> group.closed);

            registry.start();
            assertThat(running(registry)).isEqualTo(before);

            registry.getContainer("manual").start();
            registry.stop();
            registry.start();
            assertThat(running(registry)).contains("manual").doesNotContain("b");
        });
    }

    @Test
    void aStopInTheBackgroundCallsBackWhenAllAreDone() {
        withoutCluster().withBean("orders", Orders.class).run(context -> {
            QueueListenerRegistry registry = context.getBean(QueueListenerRegistry.class);
            java.util.concurrent.CountDownLatch done = new java.util.concurrent.CountDownLatch(1);
            registry.stop(done::countDown);
            assertThat(done.await(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            assertThat(running(registry)).isEmpty();
        });
    }

    @Test
    void eachStartAndStopIsOneLine(CapturedOutput output) {
        withoutCluster().withBean("orders", Orders.class).run(context -> {
            context.getBean(QueueListenerRegistry.class).stop();
            assertThat(output)
                    .containsOnlyOnce("Listener 'orders.on' started: " + Orders.class.getTypeName()
                            + ".on(String) receives from [orders] as a member of group shop, concurrency 1")
                    .containsOnlyOnce("Listener 'orders.on' stopped in ");
        });
    }

    @Test
    void countersGoOnOverStopsAndStarts() {
        withoutCluster().withBean("orders", Orders.class).run(context -> {
            QueueListenerContainer container =
                    context.getBean(QueueListenerRegistry.class).getContainer("orders.on");
            assertThat(container.metrics().records()).isEqualTo(10);
            container.stop();
            assertThat(container.metrics().records()).isEqualTo(10);
            container.start();
            assertThat(container.metrics().records()).isEqualTo(20);
            assertThat(container.metrics().failedCommits()).isEqualTo(6);
        });
    }

    @Test
    void theJvmLivesWhileListenersRun() {
        withoutCluster().withBean("orders", Orders.class).run(context -> {
            assertThat(keepAlive()).hasSize(1).noneMatch(Thread::isDaemon);
            Thread thread = keepAlive().get(0);
            context.getBean(QueueListenerRegistry.class).stop();
            thread.join(30_000);
            assertThat(thread.isAlive()).isFalse();
        });
        withoutCluster().run(context -> assertThat(keepAlive()).isEmpty());
    }

    @Test
    void aLazyApplicationStillListens() {
        withoutCluster()
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .withBean("orders", Orders.class)
                .run(context -> assertThat(running(context.getBean(QueueListenerRegistry.class)))
                        .containsExactly("orders.on"));
    }

    @Test
    void aListenerThatIsMadeLateStartsThen() {
        withoutCluster()
                .withBean("orders", Orders.class, Orders::new, definition -> definition.setLazyInit(true))
                .run(context -> {
                    QueueListenerRegistry registry = context.getBean(QueueListenerRegistry.class);
                    assertThat(running(registry)).isEmpty();
                    context.getBean("orders");
                    assertThat(running(registry)).containsExactly("orders.on");
                });
    }

    @Test
    void theMethodIsCalledThroughTheProxyOfItsBean() {
        withoutCluster().withUserConfiguration(Proxied.class).run(context -> {
            Counted counted = context.getBean(Counted.class);
            assertThat(org.springframework.aop.support.AopUtils.isAopProxy(counted))
                    .isTrue();
            assertThat(running(context.getBean(QueueListenerRegistry.class))).containsExactly("counted.on");
        });
    }

    @Test
    void anUnknownIdIsAnsweredWithThoseThatExist() {
        withoutCluster()
                .withBean("orders", Orders.class)
                .run(context -> assertThatThrownBy(() ->
                                context.getBean(QueueListenerRegistry.class).getContainer("oders"))
                        .hasMessage("There is no listener 'oders', only [orders.on]"));
    }

    private static List<String> running(QueueListenerRegistry registry) {
        return registry.getContainers().stream()
                .filter(QueueListenerContainer::isRunning)
                .map(QueueListenerContainer::id)
                .toList();
    }

    private static FakeGroup group(FakeClient client, int index) {
        return client.groups.get(index);
    }

    private static List<Thread> keepAlive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("myq-keep-alive"))
                .toList();
    }

    public static class Counted {
        @QueueListener(topics = "orders")
        public void on(String text) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Proxied {
        @Bean
        static org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator proxies() {
            var creator = new org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator();
            creator.setBeanNames("counted");
            creator.setProxyTargetClass(true);
            creator.setInterceptorNames("passing");
            return creator;
        }

        @Bean
        org.aopalliance.intercept.MethodInterceptor passing() {
            return org.aopalliance.intercept.MethodInvocation::proceed;
        }

        @Bean
        Counted counted() {
            return new Counted();
        }
    }
}
