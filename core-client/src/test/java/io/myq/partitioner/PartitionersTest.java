package io.myq.partitioner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.error.NotWrittenException;
import io.myq.message.ProducerMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PartitionersTest {

    private static final ProducerMessage KEYLESS = ProducerMessage.of("t", new byte[1]);

    private static ProducerMessage keyed(String key) {
        return ProducerMessage.of("t", key.getBytes(UTF_8), null);
    }

    @Test
    void murmur2ChoosesForKeysAsKafkaDoes() {
        Partitioner partitioner = Partitioners.MURMUR2.create("t");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            byte[] key = new byte[random.nextInt(40)];
            random.nextBytes(key);
            int partitions = 1 + random.nextInt(200);
            assertThat(KeyHash.MURMUR2.hash(key))
                    .as("seed %d, %s", seed, Arrays.toString(key))
                    .isEqualTo(Utils.murmur2(key));
            assertThat(partitioner.partition(ProducerMessage.of("t", key, null), partitions))
                    .as("seed %d, %s", seed, Arrays.toString(key))
                    .isEqualTo(BuiltInPartitioner.partitionForKey(key, partitions));
        }
    }

    /** Published vectors, and the key that shows how the clients treat the sign: its FNV-1a is the smallest int. */
    @ParameterizedTest
    @CsvSource({
        "FNV, '', 811c9dc5",
        "FNV, a, e40c292c",
        "FNV, foobar, bf9cf968",
        "FNV, 1468509572224, 80000000",
        "CRC, '', 0",
        "CRC, 123456789, cbf43926"
    })
    void hashesArePublishedOnes(String hash, String key, String expected) {
        KeyHash keyHash = hash.equals("FNV") ? KeyHash.FNV_1A : KeyHash.CRC_32;
        assertThat(keyHash.hash(key.getBytes(UTF_8))).isEqualTo((int) Long.parseLong(expected, 16));
    }

    @ParameterizedTest
    @CsvSource({
        // -2147483648 % 50 = -48
        "SARAMA_HASH, 1468509572224, 50, 48",
        "REFERENCE_HASH, 1468509572224, 50, 0",
        // 3214735720 without, -1080231576 with a sign
        "SARAMA_HASH, foobar, 1000, 576",
        // 1067252072
        "REFERENCE_HASH, foobar, 1000, 72",
        "SARAMA_HASH, '', 7, 2",
        // 3421780262
        "CONSISTENT_CRC, 123456789, 1000, 262",
        "CONSISTENT_CRC, '', 1000, 0",
    })
    void hashesBecomeIndexesAsInTheClientThatTheyAreFrom(Partitioners name, String key, int partitions, int expected) {
        Partitioner partitioner = name.create("t");
        assertThat(partitioner.partition(keyed(key), partitions)).isEqualTo(expected);
        assertThat(partitioner.requiresConsistency(keyed(key))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void everyHashBecomesAnIndex(Reduction reduction) {
        for (int hash : new int[] {Integer.MIN_VALUE, Integer.MIN_VALUE + 1, -1, 0, 1, Integer.MAX_VALUE}) {
            for (int count : new int[] {1, 2, 3, 50, Integer.MAX_VALUE}) {
                assertThat(reduction.index(hash, count)).isBetween(0, count - 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Partitioners.class,
            names = {"SARAMA_HASH", "REFERENCE_HASH", "CONSISTENT_CRC", "RANDOM"})
    void withoutKeyTheRulesOfOtherClientsChooseAtRandomAmongThoseThatCanBeWrittenTo(Partitioners name) {
        Partitioner partitioner = name.create("t");
        assertThat(partitioner.requiresConsistency(KEYLESS)).isFalse();
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            seen.add(partitioner.partition(KEYLESS, 4));
        }
        assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void withoutKeyTheDefaultLeavesItToTheProducer() {
        Partitioner partitioner = Partitioners.MURMUR2.create("t");
        assertThat(partitioner.partition(KEYLESS, 4)).isEqualTo(Partitioner.STICKY);
        assertThat(partitioner.requiresConsistency(KEYLESS)).isFalse();
        assertThat(partitioner.requiresConsistency(keyed(""))).isTrue();
    }

    @Test
    void stickyDoesNotLookAtKeys() {
        Partitioner partitioner = Partitioners.STICKY.create("t");
        assertThat(partitioner.partition(keyed("k"), 4)).isEqualTo(Partitioner.STICKY);
        assertThat(partitioner.requiresConsistency(keyed("k"))).isFalse();
    }

    @Test
    void roundRobinBeginsWithTheFirstInEachTopicAndFollowsTheirNumber() {
        Partitioner partitioner = Partitioners.ROUND_ROBIN.create("t");
        List<Integer> chosen = new ArrayList<>();
        for (int partitions : new int[] {3, 3, 3, 3, 3, 5, 5, 5, 2, 2, 2}) {
            chosen.add(partitioner.partition(keyed("same"), partitions));
        }
        assertThat(chosen).containsExactly(0, 1, 2, 0, 1, 2, 3, 4, 0, 1, 0);
        assertThat(Partitioners.ROUND_ROBIN.create("u").partition(KEYLESS, 3)).isZero();
    }

    @Test
    void roundRobinIsFairToManyThreads() {
        Partitioner partitioner = Partitioners.ROUND_ROBIN.create("t");
        int[][] counts = new int[4][5];
        CompletableFuture<?>[] threads = new CompletableFuture<?>[4];
        for (int t = 0; t < 4; t++) {
            int[] mine = counts[t];
            threads[t] = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 50_000; i++) {
                    mine[partitioner.partition(KEYLESS, 5)]++;
                }
            });
        }
        CompletableFuture.allOf(threads).join();
        for (int partition = 0; partition < 5; partition++) {
            int index = partition;
            assertThat(Arrays.stream(counts).mapToInt(mine -> mine[index]).sum())
                    .isEqualTo(40_000);
        }
    }

    @Test
    void manualRefusesAMessageWithoutAPartition() {
        Partitioner partitioner = Partitioners.MANUAL.create("t");
        assertThatThrownBy(() -> partitioner.partition(KEYLESS, 4))
                .isInstanceOf(NotWrittenException.class)
                .hasMessage(
                        "Not written: a message to topic 't' names no partition, as Producer.Partitioner MANUAL requires."
                                + " Name one of the 4 with ProducerMessage.withPartition, or use another partitioner.");
    }

    @Test
    void anOwnHashTakesItsPlace() {
        Partitioner partitioner = Partitioners.hashing(key -> -7, Reduction.NEGATED, Partitioners.ROUND_ROBIN)
                .create("t");
        assertThat(partitioner.partition(keyed("k"), 5)).isEqualTo(2);
        assertThat(List.of(partitioner.partition(KEYLESS, 5), partitioner.partition(KEYLESS, 5)))
                .containsExactly(0, 1);
    }
}
