package io.myq.partitioner;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.message.ProducerMessage;
import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class DefaultPartitionerTest {

    private final Partitioner partitioner = Partitioners.defaultPartitioner().create("t");

    @Test
    void choosesForKeysAsKafkaDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            byte[] key = new byte[random.nextInt(40)];
            random.nextBytes(key);
            int partitions = 1 + random.nextInt(200);
            assertThat(Murmur2.hash(key))
                    .as("seed %d, %s", seed, Arrays.toString(key))
                    .isEqualTo(Utils.murmur2(key));
            assertThat(partitioner.partition(ProducerMessage.of("t", key, null), partitions))
                    .as("seed %d, %s", seed, Arrays.toString(key))
                    .isEqualTo(BuiltInPartitioner.partitionForKey(key, partitions));
        }
    }

    @Test
    void staysWithAPartitionUntilItsBatchIsClosed() {
        ProducerMessage message = ProducerMessage.of("t", new byte[1]);
        int first = partitioner.partition(message, 1000);
        for (int i = 0; i < 100; i++) {
            assertThat(partitioner.partition(message, 1000)).isEqualTo(first);
        }
        int moved = 0;
        for (int i = 0; i < 20; i++) {
            partitioner.onBatchClosed(first);
            moved += partitioner.partition(message, 1000) == first ? 0 : 1;
        }
        assertThat(moved).isGreaterThan(10);
    }

    @Test
    void requiresConsistencyForKeysOnly() {
        assertThat(partitioner.requiresConsistency(ProducerMessage.of("t", new byte[1], null)))
                .isTrue();
        assertThat(partitioner.requiresConsistency(ProducerMessage.of("t", new byte[0], null)))
                .isTrue();
        assertThat(partitioner.requiresConsistency(ProducerMessage.of("t", null, null)))
                .isFalse();
    }
}
