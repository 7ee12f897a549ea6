package io.myq.spring.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.spring.annotation.QueueListener;
import io.myq.spring.template.MyqTemplate;
import io.myq.spring.testing.Broker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Listeners that stop and start themselves, on a real broker. */
@Timeout(180)
class ListenerLifecycleIT {

    /** Of a stop: whoever waits for itself needs all of it. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void aListenerCanStopItselfAlsoWhileSomebodyElseStopsIt() throws Exception {
        try (ConfigurableApplicationContext context = start("stops-itself")) {
            Selfish listener = context.getBean(Selfish.class);
            listener.container = context.getBean(QueueListenerRegistry.class).getContainer("selfish");
            context.getBean(MyqTemplate.class).sendAndWait("stops-itself", null, "stop");
            assertThat(listener.entered.await(60, TimeUnit.SECONDS)).isTrue();

            CompletableFuture<Boolean> outside = new CompletableFuture<>();
            Thread stopping = new Thread(() -> outside.complete(listener.container.stop(LIMIT)));
            stopping.start();
            eventually().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
            long start = System.nanoTime();
            listener.mayGoOn.countDown();

            assertThat(listener.stopped.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(outside.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
            assertThat(listener.container.isRunning()).isFalse();
        }
    }

    @Test
    void aListenerCanRestartItself() throws Exception {
        try (ConfigurableApplicationContext context = start("restarts-itself")) {
            Selfish listener = context.getBean(Selfish.class);
            listener.container = context.getBean(QueueListenerRegistry.class).getContainer("selfish");
            listener.mayGoOn.countDown();
            MyqTemplate template = context.getBean(MyqTemplate.class);
            template.sendAndWait("restarts-itself", null, "restart");
            assertThat(listener.stopped.get(60, TimeUnit.SECONDS)).isTrue();
            template.sendAndWait("restarts-itself", null, "after");
            eventually().until(() -> listener.received.contains("after"));
            assertThat(listener.container.isRunning()).isTrue();
        }
    }

    @Test
    void aStartDuringAStopComesAfterIt() throws Exception {
        try (ConfigurableApplicationContext context = start("starts-again")) {
            Selfish listener = context.getBean(Selfish.class);
            listener.container = context.getBean(QueueListenerRegistry.class).getContainer("selfish");
            MyqTemplate template = context.getBean(MyqTemplate.class);
            template.sendAndWait("starts-again", null, "wait");
            assertThat(listener.entered.await(60, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Boolean> outside = new CompletableFuture<>();
            Thread stopping = new Thread(() -> outside.complete(listener.container.stop(LIMIT)));
            stopping.start();
            eventually().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
            listener.container.start();
            listener.mayGoOn.countDown();
            assertThat(outside.get(60, TimeUnit.SECONDS)).isTrue();
            template.sendAndWait("starts-again", null, "after");
            eventually().until(() -> listener.received.contains("after"));
        }
    }

    private static ConfigurableApplicationContext start(String topic) {
        return SpringApplication.run(
                Selfish.class,
                "--spring.application.name=" + topic,
                "--topic=" + topic,
                "--myq.bootstrap-servers=" + Broker.address(),
                "--myq.consumer.offsets.initial=oldest",
                "--myq.metadata.refresh-frequency=2s");
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Selfish {

        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch mayGoOn = new CountDownLatch(1);
        private final CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        private final List<String> received = new CopyOnWriteArrayList<>();
        private volatile QueueListenerContainer container;

        @QueueListener(id = "selfish", topics = "${topic}")
        void on(String text) throws InterruptedException {
            received.add(text);
            entered.countDown();
            mayGoOn.await();
            if (text.equals("stop") && !stopped.isDone()) {
                stopped.complete(container.stop(LIMIT));
            } else if (text.equals("restart") && !stopped.isDone()) {
                boolean inOrder = container.stop(LIMIT);
                container.start();
                stopped.complete(inOrder);
            }
        }
    }
}
