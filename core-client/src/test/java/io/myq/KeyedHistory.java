package io.myq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.message.ProducerMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * What was seen of {@code total} messages over {@code keys} keys, each of which counts its messages from 0: so that lost,
 * doubled and reordered ones can be told. Thread-safe.
 */
final class KeyedHistory {

    private final int keys;
    private final int total;
    private final List<List<Integer>> seen = new ArrayList<>();
    private final int[] next;
    private int distinct;

    KeyedHistory(int keys, int total) {
        this.keys = keys;
        this.total = total;
        this.next = new int[keys];
        for (int key = 0; key < keys; key++) {
            seen.add(new ArrayList<>());
        }
    }

    /** The n-th message: round robin over the keys. */
    ProducerMessage message(String topic, int n) {
        return ProducerMessage.of(
                topic,
                ("key-" + n % keys).getBytes(UTF_8),
                Integer.toString(n / keys).getBytes(UTF_8));
    }

    synchronized void see(byte[] key, byte[] value) {
        int number = Integer.parseInt(new String(key, UTF_8).substring("key-".length()));
        int count = Integer.parseInt(new String(value, UTF_8));
        if (count >= next[number]) {
            distinct += 1;
            next[number] = count + 1;
        }
        seen.get(number).add(count);
    }

    synchronized boolean complete() {
        return distinct >= total;
    }

    synchronized int distinct() {
        return distinct;
    }

    /** Every message once, and those of each key in their order. */
    synchronized void assertCompleteInOrderAndOnce() {
        for (int key = 0; key < keys; key++) {
            List<Integer> expected = new ArrayList<>();
            for (int count = 0; key + count * keys < total; count++) {
                expected.add(count);
            }
            assertThat(seen.get(key)).as("key-%d", key).isEqualTo(expected);
        }
    }

    /** Every message at least once, each key's first deliveries in their order: nothing was skipped. */
    synchronized void assertNothingSkipped() {
        for (int key = 0; key < keys; key++) {
            int expected = 0;
            for (int count : seen.get(key)) {
                assertThat(count).as("key-%d: %s", key, seen.get(key)).isLessThanOrEqualTo(expected);
                expected = Math.max(expected, count + 1);
            }
            assertThat(expected).as("messages of key-%d", key).isEqualTo((total - key + keys - 1) / keys);
        }
    }
}
