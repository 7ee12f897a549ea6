package io.myq.benchmarks;

import io.myq.MyqClient;
import io.myq.config.Config;
import io.myq.config.OffsetInitial;
import io.myq.group.ConsumerGroup;
import io.myq.group.ConsumerGroupClaim;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The JVM of a start in a group: joins, gets a record, prints what that took, and then stays as it is. */
final class GroupStartMain {

    private static final Duration WAIT = Duration.ofMillis(100);
    private static final long MOST_SECONDS = 60;

    private GroupStartMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Trial trial = Trial.parse(arguments);
        String group = trial.topic() + "-" + ProcessHandle.current().pid() + "-" + System.currentTimeMillis();
        if (trial.side() == Side.MYQ) {
            myq(trial, group);
        } else {
            kafkaClients(trial, group);
        }
    }

    private static void myq(Trial trial, String group) throws IOException, InterruptedException {
        Config config = Config.defaults();
        var offsets = config.consumer().offsets().withInitial(OffsetInitial.OLDEST);
        config = config.withConsumer(config.consumer().withOffsets(offsets));
        CountDownLatch first = new CountDownLatch(1);
        try (MyqClient client = MyqClient.open(List.of(trial.brokers().split(",")), config);
                ConsumerGroup member = client.consumerGroup(group)) {
            long start = System.nanoTime();
            member.consume(List.of(trial.topic()), (session, claim) -> read(claim, first));
            if (!first.await(MOST_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no record within " + MOST_SECONDS + " s: " + member.status());
            }
            printAndRest(start);
        }
    }

    private static void read(ConsumerGroupClaim claim, CountDownLatch first) throws InterruptedException {
        while (claim.isActive()) {
            if (!claim.poll(WAIT).isEmpty()) {
                first.countDown();
            }
        }
    }

    private static void kafkaClients(Trial trial, String group) throws IOException {
        Map<String, Object> config = KafkaClientsConsumer.config(trial);
        config.put("group.id", group);
        config.put("auto.offset.reset", "earliest");
        try (var consumer =
                new KafkaConsumer<byte[], byte[]>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            long start = System.nanoTime();
            consumer.subscribe(List.of(trial.topic()));
            while (consumer.poll(WAIT).isEmpty()) {
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(MOST_SECONDS)) {
                    throw new IllegalStateException("no record within " + MOST_SECONDS + " s");
                }
            }
            printAndRest(start);
        }
    }

    private static void printAndRest(long start) throws IOException {
        double millis = (System.nanoTime() - start) / 1e6;
        StartMain.rest();
        System.out.println("figure " + Figure.JOIN_WALL.label() + " " + millis);
    }
}
