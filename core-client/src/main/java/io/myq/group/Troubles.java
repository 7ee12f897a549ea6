package io.myq.group;

import io.myq.error.MyqException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong for a member: failures by their source, each cleared only by a success of the same source, and topics that
 * cannot be read. The loop writes it; any thread reads the newest.
 */
final class Troubles {

    /** What passes within this time is nothing that anybody has to know of. */
    static final Duration FAILING_GRACE = Duration.ofSeconds(30);

    /** A topic may just have been created, or be created any moment. */
    static final Duration TOPIC_GRACE = Duration.ofSeconds(10);

    /** @param newest the last of a row of failures without a success between them, that began at {@code firstNanos} */
    private record Failure(Throwable newest, long firstNanos, long lastNanos) {}

    private record Waited(WaitedTopic topic, long sinceNanos) {}

    private final LongSupplier nanoTime;
    /** Never changed, only replaced; the newest failure is the last. */
    private volatile Map<Object, Failure> failures = Map.of();
    /** Never changed, only replaced. */
    private volatile Map<String, Waited> topics = Map.of();

    Troubles(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void failed(Object source, Throwable cause) {
        long now = nanoTime.getAsLong();
        Map<Object, Failure> next = new LinkedHashMap<>(failures);
        Failure before = next.remove(source);
        next.put(source, new Failure(cause, before == null ? now : before.firstNanos(), now));
        failures = Collections.unmodifiableMap(next);
    }

    void worked(Object source) {
        if (failures.containsKey(source)) {
            Map<Object, Failure> next = new LinkedHashMap<>(failures);
            next.remove(source);
            failures = Collections.unmodifiableMap(next);
        }
    }

    void topicMissing(String topic, String reason) {
        Waited before = topics.get(topic);
        Instant since = before == null ? Instant.now() : before.topic().since();
        long sinceNanos = before == null ? nanoTime.getAsLong() : before.sinceNanos();
        Map<String, Waited> next = new TreeMap<>(topics);
        next.put(topic, new Waited(new WaitedTopic(topic, since, reason), sinceNanos));
        topics = Collections.unmodifiableMap(next);
    }

    void topicFound(String topic) {
        if (topics.containsKey(topic)) {
            Map<String, Waited> next = new TreeMap<>(topics);
            next.remove(topic);
            topics = Collections.unmodifiableMap(next);
        }
    }

    /** The newest failure of those sources that have not succeeded since. */
    @Nullable
    Throwable lastFailure() {
        Throwable last = null;
        for (Failure failure : failures.values()) {
            last = failure.newest();
        }
        return last;
    }

    List<WaitedTopic> waitedTopics() {
        return topics.values().stream().map(Waited::topic).toList();
    }

    /** What has gone wrong for longer than may pass by itself; {@code null} for nothing. */
    @Nullable
    String lasting() {
        long now = nanoTime.getAsLong();
        List<String> all = new ArrayList<>();
        for (Failure failure : failures.values()) {
            long lasted = failure.lastNanos() - failure.firstNanos();
            // what is not tried any more is no news: nobody knows whether it would fail now
            boolean fresh = now - failure.lastNanos() < 2 * FAILING_GRACE.toNanos();
            if (lasted >= FAILING_GRACE.toNanos() && fresh) {
                all.add("For " + Duration.ofNanos(now - failure.firstNanos()).toSeconds() + " s now: "
                        + text(failure.newest()));
            }
        }
        for (Waited waited : topics.values()) {
            if (now - waited.sinceNanos() >= TOPIC_GRACE.toNanos()) {
                all.add(waited.topic().reason() + " (since "
                        + waited.topic().since().truncatedTo(ChronoUnit.SECONDS) + ")");
            }
        }
        return all.isEmpty() ? null : String.join("; ", all);
    }

    /** What this client throws says all that is needed; of others the type is needed too. */
    static String text(Throwable failure) {
        return failure instanceof MyqException && failure.getMessage() != null
                ? failure.getMessage()
                : failure.toString();
    }
}
