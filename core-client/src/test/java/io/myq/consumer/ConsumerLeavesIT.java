package io.myq.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.config.Config;
import io.myq.config.ConsumerConfig;
import io.myq.config.ConsumerReturnConfig;
import io.myq.error.MyqException;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import io.myq.testing.OpenCluster;
import io.myq.testing.Oracle;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What single leaves of {@code Consumer} do, beside what has a test of its own. */
class ConsumerLeavesIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final TopicPartition ABSENT = new TopicPartition("absent", 0);

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private static OpenCluster client(UnaryOperator<ConsumerConfig> change) throws Exception {
        Config config = Config.defaults();
        return OpenCluster.at(
                broker.addresses(),
                config.withMetadata(config.metadata().withAllowAutoTopicCreation(false))
                        .withConsumer(change.apply(config.consumer().withReturns(new ConsumerReturnConfig(true)))));
    }

    @Test
    void givesUpAfterSoManyRetriesAndTellsOfEachInTheStream() throws Exception {
        ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
        ErrorStream errors;
        try (OpenCluster client = client(consumer ->
                        consumer.withRetry(consumer.retry().withMax(2).withBackoffFunc((retries, max) -> {
                            asked.add(retries + " of " + max);
                            return Duration.ofMillis(20);
                        })));
                Consumer consumer = ConsumerFactory.open(client.cluster, "test")) {
            PartitionConsumer partition = consumer.consumePartition(ABSENT, 0);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> partition.poll(LIMIT))
                        .isInstanceOf(MyqException.class)
                        .hasMessageStartingWith("Gave up reading absent-0 after 3 attempts, as Consumer.Retry.Max (2)");
            }
            assertThat(asked).containsExactly("1 of 2", "2 of 2");
            assertThat(consumer.errors().drain())
                    .extracting(error -> error.topicPartition() + " " + error.ended() + " "
                            + error.cause().getMessage().replaceAll("(attempts?).*", "$1"))
                    .containsExactly(
                            "absent-0 false Cannot read absent-0 (attempt",
                            "absent-0 false Cannot read absent-0 (attempt",
                            "absent-0 true Gave up reading absent-0 after 3 attempts");
            errors = consumer.errors();
            assertThat(errors.ended()).isFalse();
        }
        assertThat(errors.ended()).isTrue();
    }

    @Test
    void triesForEverByDefault() throws Exception {
        try (OpenCluster client = client(consumer ->
                        consumer.withRetry(consumer.retry().withBackoffFunc((retries, max) -> Duration.ofMillis(1))));
                Consumer consumer = ConsumerFactory.open(client.cluster, "test")) {
            consumer.consumePartition(ABSENT, 0);
            for (int attempt = 1; attempt <= 50; attempt++) {
                ConsumerError error = consumer.errors().poll(LIMIT);
                assertThat(error).isNotNull();
                assertThat(error.ended()).isFalse();
                assertThat(error.cause()).hasMessageContaining("(attempt " + attempt + ")");
            }
        }
    }

    @Test
    void interceptorsSeeEachMessageOnceOnTheThreadThatPolls() throws Exception {
        broker.oracle().createTopic("intercepted", 1);
        for (int i = 0; i < 20; i++) {
            broker.oracle().send("intercepted", 0, "v" + i);
        }
        List<String> seen = new ArrayList<>();
        Thread here = Thread.currentThread();
        try (OpenCluster client = client(consumer -> consumer.withInterceptors(List.of(message -> {
                    assertThat(Thread.currentThread()).isSameAs(here);
                    seen.add(message.position());
                    return new ConsumerMessage(
                            message.topic(),
                            message.partition(),
                            message.offset(),
                            message.timestamp(),
                            message.key(),
                            Oracle.bytes("seen " + Oracle.text(message.value())),
                            message.headers());
                })));
                Consumer consumer = ConsumerFactory.open(client.cluster, "test");
                PartitionConsumer partition =
                        consumer.consumePartition(new TopicPartition("intercepted", 0), Consumer.OLDEST)) {
            List<ConsumerMessage> read = new ArrayList<>();
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (read.size() < 20 && System.nanoTime() < deadline) {
                read.addAll(partition.poll(Duration.ofSeconds(1)));
            }
            assertThat(read).hasSize(20);
            assertThat(seen)
                    .containsExactlyElementsOf(
                            read.stream().map(ConsumerMessage::position).toList());
            assertThat(read)
                    .allSatisfy(
                            message -> assertThat(Oracle.text(message.value())).isEqualTo("seen v" + message.offset()));
        }
    }
}
