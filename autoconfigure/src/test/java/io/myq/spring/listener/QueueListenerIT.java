package io.myq.spring.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.message.ConsumerMessage;
import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.message.TopicPartition;
import io.myq.spring.annotation.Header;
import io.myq.spring.annotation.MyqHeaders;
import io.myq.spring.annotation.Payload;
import io.myq.spring.annotation.QueueListener;
import io.myq.spring.template.MyqTemplate;
import io.myq.spring.testing.Broker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Every kind of listener in one application, on a real broker. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(180)
class QueueListenerIT {

    private static ConfigurableApplicationContext context;
    private static Application listeners;
    private static MyqTemplate template;

    @BeforeAll
    static void start() {
        // on Java 21 and later this application has virtual threads, and the one that is closed has platform threads
        context = start(
                Application.class, "--spring.application.name=listeners", "--spring.threads.virtual.enabled=true");
        listeners = context.getBean(Application.class);
        template = context.getBean(MyqTemplate.class);
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static ConfigurableApplicationContext start(Class<?> application, String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add("--myq.bootstrap-servers=" + Broker.address());
        arguments.add("--myq.consumer.offsets.initial=oldest");
        // topics that tests make up are found soon
        arguments.add("--myq.metadata.refresh-frequency=2s");
        return SpringApplication.run(application, arguments.toArray(String[]::new));
    }

    @Test
    void takesTheRecordWithItsPlace() {
        RecordMetadata sent = template.sendAndWait("it-records", "k", "süß");
        eventually()
                .untilAsserted(() -> assertThat(listeners.records)
                        .singleElement()
                        .satisfies(record -> {
                            assertThat(record.partition()).isEqualTo(sent.partition());
                            assertThat(record.offset()).isEqualTo(sent.offset());
                            assertThat(new String(record.value(), UTF_8)).isEqualTo("süß");
                        }));
    }

    @Test
    void takesBytesTextAndJsonWithHeaders() {
        template.sendAndWait("it-bytes", null, new byte[] {1, 2, 3});
        template.sendAndWait("it-text", null, "text");
        template.send("it-json", "key-1", new Item("a", 3), List.of(io.myq.message.Header.of("trace", "t-1")))
                .join();
        template.sendAndWait("it-generic", null, Map.of("items", List.of(new Item("b", 4))));
        eventually().untilAsserted(() -> {
            assertThat(listeners.bytes).containsExactly(new byte[] {1, 2, 3});
            assertThat(listeners.texts).containsExactly("text");
            assertThat(listeners.json).containsExactly(new Item("a", 3) + " trace=t-1 key=key-1 topic=it-json");
            assertThat(listeners.generic).containsExactly(Map.of("items", List.of(new Item("b", 4))));
        });
    }

    @Test
    void takesBatchesInOrder() {
        List<Item> sent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Item item = new Item("one key", i);
            sent.add(item);
            template.send("it-batches", "one key", item);
        }
        eventually().untilAsserted(() -> {
            assertThat(listeners.batches.stream().flatMap(List::stream)).containsExactlyElementsOf(sent);
            assertThat(listeners.batches).hasSizeLessThan(500);
        });
    }

    @Test
    void whatCannotBeConvertedIsReportedOnceAndThePartitionGoesOn(CapturedOutput output) {
        template.sendAndWait(to("it-poison", "{not json"));
        RecordMetadata bad = template.sendAndWait(to("it-poison", "{\"id\":\"x\",\"amount\":\"many\"}"));
        template.sendAndWait(to("it-poison", "{\"id\":\"good\",\"amount\":1}"));
        eventually().untilAsserted(() -> assertThat(listeners.afterPoison).containsExactly(new Item("good", 1)));
        assertThat(output)
                .contains("Listener 'poison' (group listeners) cannot take it-poison-0@0:")
                .containsOnlyOnce("cannot take it-poison-0@" + bad.offset()
                        + ": payload of 26 bytes cannot be converted to " + Item.class.getTypeName() + ": ")
                .contains("It counts as done, and the partition goes on.");
        assertThat(container("poison").metrics().conversionFailures()).isEqualTo(2);
    }

    @Test
    void aMethodThatThrowsIsReportedOnceAndThePartitionGoesOn(CapturedOutput output) {
        template.sendAndWait(to("it-failing", "bad"));
        template.sendAndWait(to("it-failing", "good"));
        eventually().untilAsserted(() -> assertThat(listeners.notFailing).containsExactly("good"));
        assertThat(output)
                .containsOnlyOnce("Listener 'failing' (group listeners) failed at it-failing-0@0:"
                        + " java.lang.IllegalStateException: no stock. It counts as done, and the partition goes on.");
        assertThat(container("failing").metrics().listenerFailures()).isEqualTo(1);
    }

    @Test
    void concurrencyIsReachedAndNeverExceededAndEachPartitionKeepsItsOrder() {
        int perPartition = Application.PER_PARTITION;
        for (int i = 0; i < perPartition; i++) {
            for (int p = 0; p < 3; p++) {
                template.send(ProducerMessage.of("it-parallel", (p + ":" + i).getBytes(UTF_8))
                        .withPartition(p));
            }
        }
        eventually()
                .untilAsserted(() -> assertThat(listeners.parallel.values().stream()
                                .mapToInt(List::size)
                                .sum())
                        .isEqualTo(3 * perPartition));
        listeners
                .parallel
                .values()
                .forEach(numbers -> assertThat(numbers).isSorted().doesNotHaveDuplicates());
        assertThat(listeners.mostAtOnce).hasValue(2);
    }

    @Test
    void aListenerThatIsStoppedAndStartedGoesOnWhereItWas() {
        QueueListenerContainer container = container("restarted");
        template.sendAndWait("it-restarted", null, "1");
        eventually().untilAsserted(() -> assertThat(listeners.restarted).containsExactly("1"));

        assertThat(container.stop(Duration.ofSeconds(30))).isTrue();
        assertThat(container.isRunning()).isFalse();
        template.sendAndWait("it-restarted", null, "2");
        container.start();

        eventually().untilAsserted(() -> assertThat(listeners.restarted).containsExactly("1", "2"));
        assertThat(container.metrics().records()).isEqualTo(2);
        assertThat(container.metrics().commits()).isPositive();
    }

    @Test
    void anApplicationThatEndsFinishesTheMessageAtHandAndCommitsIt() throws InterruptedException {
        Slow.reset();
        ConfigurableApplicationContext first = start(Slow.class, "--spring.application.name=slow");
        first.getBean(MyqTemplate.class).sendAndWait(to("it-slow", "a"));
        first.getBean(MyqTemplate.class).sendAndWait(to("it-slow", "b"));
        assertThat(Slow.STARTED.tryAcquire(60, TimeUnit.SECONDS)).isTrue();

        QueueListenerRegistry registry = first.getBean(QueueListenerRegistry.class);
        Thread closing = new Thread(first::close);
        closing.start();
        eventually().until(() -> !registry.isRunning());
        Slow.MAY_END.release(10);
        closing.join(60_000);
        assertThat(closing.isAlive()).isFalse();

        List<String> before = List.copyOf(Slow.DONE);
        try (ConfigurableApplicationContext second = start(Slow.class, "--spring.application.name=slow")) {
            assertThat(second.isRunning()).isTrue();
            eventually().untilAsserted(() -> assertThat(Slow.DONE).containsExactly("a", "b"));
        }
        assertThat(before).isNotEmpty();
    }

    @Test
    void anApplicationThatMustEndLeavesTheUnfinishedMessageToTheNext(CapturedOutput output) throws Exception {
        Slow.reset();
        String[] hurried = {
            "--spring.application.name=hurried",
            "--topic=it-unfinished",
            "--spring.lifecycle.timeout-per-shutdown-phase=2s"
        };
        ConfigurableApplicationContext first = start(Slow.class, hurried);
        first.getBean(MyqTemplate.class).sendAndWait(to("it-unfinished", "a"));
        assertThat(Slow.STARTED.tryAcquire(60, TimeUnit.SECONDS)).isTrue();

        long start = System.nanoTime();
        first.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(output)
                .contains("Listener 'slow' stopped after ")
                .contains("those messages will be delivered again");
        assertThat(Slow.DONE).isEmpty();
        eventually().untilAsserted(() -> assertThat(Slow.INTERRUPTED).containsExactly("a"));
        Slow.MAY_END.release(10);
        try (ConfigurableApplicationContext second = start(Slow.class, hurried)) {
            assertThat(second.isRunning()).isTrue();
            eventually().untilAsserted(() -> assertThat(Slow.DONE).containsExactly("a"));
        }
    }

    private static ProducerMessage to(String topic, String text) {
        return ProducerMessage.of(topic, text.getBytes(UTF_8)).withPartition(0);
    }

    private static QueueListenerContainer container(String id) {
        return context.getBean(QueueListenerRegistry.class).getContainer(id);
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }

    record Item(String id, int amount) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        private static final int PER_PARTITION = 40;

        private final List<ConsumerMessage> records = new CopyOnWriteArrayList<>();
        private final List<byte[]> bytes = new CopyOnWriteArrayList<>();
        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final List<String> json = new CopyOnWriteArrayList<>();
        private final List<Map<String, List<Item>>> generic = new CopyOnWriteArrayList<>();
        private final List<List<Item>> batches = new CopyOnWriteArrayList<>();
        private final List<Item> afterPoison = new CopyOnWriteArrayList<>();
        private final List<String> notFailing = new CopyOnWriteArrayList<>();
        private final List<String> restarted = new CopyOnWriteArrayList<>();
        private final Map<TopicPartition, List<Integer>> parallel = new ConcurrentHashMap<>();
        private final AtomicInteger atOnce = new AtomicInteger();
        private final AtomicInteger mostAtOnce = new AtomicInteger();

        @QueueListener(topics = "it-records")
        void record(ConsumerMessage message, @Header(MyqHeaders.TIMESTAMP) Instant sentAt) {
            assertThat(sentAt)
                    .isBetween(Instant.now().minusSeconds(3600), Instant.now().plusSeconds(60));
            records.add(message);
        }

        @QueueListener(topics = "it-bytes")
        void bytes(byte[] payload) {
            bytes.add(payload);
        }

        @QueueListener(topics = "it-text")
        void text(String payload) {
            texts.add(payload);
        }

        @QueueListener(topics = "it-json")
        void json(
                @Header("trace") String trace,
                @Header("absent") @Nullable String absent,
                @Payload Item item,
                @Header(MyqHeaders.KEY) String key,
                @Header(MyqHeaders.TOPIC) String topic) {
            assertThat(absent).isNull();
            json.add(item + " trace=" + trace + " key=" + key + " topic=" + topic);
        }

        @QueueListener(topics = "it-generic")
        void generic(Map<String, List<Item>> items) {
            generic.add(items);
        }

        @QueueListener(topics = "it-batches")
        void batch(List<Item> items, List<ConsumerMessage> messages) {
            assertThat(messages).hasSameSizeAs(items);
            batches.add(items);
        }

        @QueueListener(id = "poison", topics = "it-poison")
        void poison(Item item) {
            afterPoison.add(item);
        }

        @QueueListener(id = "failing", topics = "it-failing")
        void failing(String text) {
            if (text.equals("bad")) {
                throw new IllegalStateException("no stock");
            }
            notFailing.add(text);
        }

        @QueueListener(id = "restarted", topics = "it-restarted")
        void restarted(String text) {
            restarted.add(text);
        }

        @QueueListener(topics = "it-parallel", concurrency = "2")
        void parallel(String text, TopicPartition place) {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            parallel.computeIfAbsent(place, p -> new CopyOnWriteArrayList<>())
                    .add(Integer.valueOf(text.substring(text.indexOf(':') + 1)));
            // until another partition is here too, or none is left that could come
            await().pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> atOnce.get() > 1 || othersAreDone(place));
            atOnce.decrementAndGet();
        }

        private boolean othersAreDone(TopicPartition place) {
            return parallel.entrySet().stream()
                            .filter(entry -> !entry.getKey().equals(place)
                                    && entry.getValue().size() == PER_PARTITION)
                            .count()
                    == 2;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Slow {

        private static final Semaphore STARTED = new Semaphore(0);
        private static final Semaphore MAY_END = new Semaphore(0);
        private static final List<String> DONE = new CopyOnWriteArrayList<>();
        private static final List<String> INTERRUPTED = new CopyOnWriteArrayList<>();

        static void reset() {
            STARTED.drainPermits();
            MAY_END.drainPermits();
            DONE.clear();
            INTERRUPTED.clear();
        }

        @QueueListener(id = "slow", topics = "${topic:it-slow}")
        void slow(String text) throws InterruptedException {
            STARTED.release();
            try {
                MAY_END.acquire();
                DONE.add(text);
            } catch (InterruptedException e) {
                INTERRUPTED.add(text);
                throw e;
            }
        }
    }
}
