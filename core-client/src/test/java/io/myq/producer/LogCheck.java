package io.myq.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Holds the log of numbered messages, sent in order by one thread, against their outcomes. Stateless. */
final class LogCheck {

    private LogCheck() {}

    /** Nothing acknowledged is lost, nothing is doubled, nothing refused is there, and partitions are in order. */
    static void verify(List<ConsumerRecord<byte[], byte[]>> log, Outcomes outcomes) {
        assertThat(outcomes.wrong()).as("one outcome each").isEmpty();
        assertThat(outcomes.count()).as("outcomes").isEqualTo(outcomes.sent());
        Set<Integer> found = new HashSet<>();
        Map<Integer, Integer> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : log) {
            String problem = problem(record, found, last, outcomes);
            if (problem != null) {
                fail(problem + " in partition " + record.partition() + " at " + record.offset());
            }
        }
        for (int number = 0; number < outcomes.sent(); number++) {
            if (outcomes.kind(number) == Outcomes.Kind.ACKNOWLEDGED && !found.contains(number)) {
                fail(number + " was acknowledged at " + outcomes.place(number) + ", and is not in the log");
            }
        }
    }

    private static @Nullable String problem(
            ConsumerRecord<byte[], byte[]> record, Set<Integer> found, Map<Integer, Integer> last, Outcomes outcomes) {
        int number = Integer.parseInt(new String(record.value(), UTF_8));
        Integer before = last.put(record.partition(), number);
        String place = outcomes.place(number);
        if (!found.add(number)) {
            return number + " is doubled";
        } else if (before != null && before > number) {
            return number + " comes after " + before;
        } else if (outcomes.kind(number) == Outcomes.Kind.NOT_WRITTEN) {
            return number + " was said to be not written, and is";
        }
        boolean elsewhere =
                place != null && !place.endsWith("@-1") && !place.equals(record.partition() + "@" + record.offset());
        return elsewhere ? number + " was acknowledged at " + place + ", and is" : null;
    }
}
