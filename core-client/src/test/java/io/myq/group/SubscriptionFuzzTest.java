package io.myq.group;

import io.myq.error.ProtocolException;
import io.myq.fuzz.Fuzzer;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What other members say by way of the coordinator, as kafka-clients writes it, and then spoiled. */
class SubscriptionFuzzTest {

    private static final List<TopicPartition> PARTITIONS =
            List.of(new TopicPartition("orders", 0), new TopicPartition("orders", 3), new TopicPartition("x", 1));

    @Test
    void spoiledSubscriptionsAndAssignmentsAreReadOrRefused() throws InterruptedException {
        Fuzzer fuzzer = new Fuzzer("subscriptions", 2, ProtocolException.class, 64 * 1024, 256);
        ByteBuffer userData = ByteBuffer.wrap(new byte[] {1, 2, 3});
        Subscription subscription =
                new Subscription(List.of("orders", "x"), userData, PARTITIONS, 7, java.util.Optional.of("rack"));
        for (short version = 0; version <= 3; version++) {
            fuzzer.add(new Fuzzer.Seed(
                    "subscription " + version,
                    bytes(ConsumerProtocol.serializeSubscription(subscription, version)),
                    bytes -> Subscriptions.owned(Subscriptions.subscription(bytes))));
            fuzzer.add(new Fuzzer.Seed(
                    "assignment " + version,
                    bytes(ConsumerProtocol.serializeAssignment(new Assignment(PARTITIONS, userData), version)),
                    Subscriptions::assignment));
        }
        fuzzer.run();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
