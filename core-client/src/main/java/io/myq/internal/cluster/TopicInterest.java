package io.myq.internal.cluster;

import io.myq.config.MetadataConfig;
import io.myq.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The topics that are kept fresh: which are still needed, and when those that something is wrong with are asked about again.
 * Owned by the loop.
 */
final class TopicInterest {

    /** What nobody has needed for so long is forgotten. */
    static final Duration IDLE = Duration.ofMinutes(5);

    /** A missing topic is asked about often for so long after somebody wanted it; then it is hardly just being created. */
    static final Duration EAGER = Duration.ofMinutes(1);

    /** The pause for what is not expected to change by itself: missing topics, missing rights, invalid names. */
    static final Duration SLOW = Duration.ofSeconds(30);

    /** Somebody has to remove them by hand; every other error may pass, also one that brokers do not call retriable. */
    private static final Set<ErrorCode> HOPELESS =
            EnumSet.of(ErrorCode.TOPIC_AUTHORIZATION_FAILED, ErrorCode.INVALID_TOPIC_EXCEPTION);

    private static final class Entry {
        long addedNanos;
        long neededNanos;
        boolean inError;
        boolean mayPass;
        /** Others say that it exists: asking about it must not create it. */
        boolean found;

        int roundsInError;
        long dueNanos;
    }

    private final MetadataConfig config;
    private final TopicBreaker breaker;
    private final LongSupplier nanoTime;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    TopicInterest(MetadataConfig config, TopicBreaker breaker, LongSupplier nanoTime) {
        this.config = config;
        this.breaker = breaker;
        this.nanoTime = nanoTime;
    }

    Set<String> names() {
        return entries.keySet();
    }

    /**
     * Somebody wants to use the topic now.
     *
     * @param toWrite whether only to send to it: then it may rest while the cluster cannot tell about it
     * @return whether it is to be asked about soon: it is new, or was missing and may be there by now
     */
    boolean add(String topic, boolean toWrite) {
        long now = nanoTime.getAsLong();
        Entry known = entries.get(topic);
        if (!toWrite) {
            breaker.release(topic);
        } else if (known == null) {
            breaker.guard(topic);
        }
        Entry entry = known == null ? new Entry() : known;
        if (known == null) {
            entries.put(topic, entry);
        }
        entry.found &= !toWrite;
        entry.addedNanos = now;
        entry.neededNanos = now;
        boolean again = entry.inError && entry.mayPass && !breaker.rests(topic, now);
        if (again) {
            entry.roundsInError = 0;
            entry.dueNanos = now;
        }
        return known == null || again;
    }

    /** {@link #add} for a topic to read that others say there is. Who sends to it may still create it. */
    boolean addFound(String topic) {
        boolean known = entries.containsKey(topic);
        boolean soon = add(topic, false);
        if (!known) {
            entries.get(topic).found = true;
        }
        return soon;
    }

    /** Whether asking may create it. */
    boolean mayCreate(String topic) {
        Entry entry = entries.get(topic);
        return entry == null || !entry.found;
    }

    /** @return whether it was known; what was forgotten is to be added */
    boolean keep(String topic) {
        Entry entry = entries.get(topic);
        if (entry != null) {
            entry.neededNanos = nanoTime.getAsLong();
        }
        return entry != null;
    }

    /**
     * Forgets what nobody needs any more.
     *
     * @param askedNanos when everybody had the last opportunity to say so
     */
    void forgetIdle(long askedNanos) {
        long now = nanoTime.getAsLong();
        for (Iterator<Map.Entry<String, Entry>> i = entries.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<String, Entry> named = i.next();
            long needed = named.getValue().neededNanos;
            if (now - needed > IDLE.toNanos() && needed - askedNanos < 0) {
                i.remove();
                breaker.release(named.getKey());
            }
        }
    }

    /** All that may be asked about now. */
    List<String> awake() {
        long now = nanoTime.getAsLong();
        return entries.keySet().stream()
                .filter(topic -> !breaker.rests(topic, now))
                .toList();
    }

    /** Those in error that are to be asked about now. */
    List<String> due() {
        long now = nanoTime.getAsLong();
        List<String> due = new ArrayList<>();
        entries.forEach((topic, entry) -> {
            if (entry.inError && entry.dueNanos - now <= 0) {
                due.add(topic);
            }
        });
        return due;
    }

    /** @return how long until the first topic in error is due; {@code null} when all are well */
    @Nullable
    Duration answered(ClusterView view) {
        long now = nanoTime.getAsLong();
        long first = Long.MAX_VALUE;
        for (Map.Entry<String, Entry> named : entries.entrySet()) {
            TopicView topic = view.topic(named.getKey());
            if (topic != null) {
                Entry entry = named.getValue();
                answered(named.getKey(), entry, topic, now);
                if (entry.inError) {
                    first = Math.min(first, Math.max(0, entry.dueNanos - now));
                }
            }
        }
        return first == Long.MAX_VALUE ? null : Duration.ofNanos(first);
    }

    private void answered(String name, Entry entry, TopicView topic, long now) {
        boolean sound =
                topic.error() == ErrorCode.NONE && topic.partitions().stream().allMatch(PartitionView::writable);
        if (topic.error() == ErrorCode.NONE) {
            breaker.onSuccess(name);
        }
        if (sound) {
            entry.inError = false;
            entry.roundsInError = 0;
        } else if (!entry.inError || entry.dueNanos - now <= 0) {
            entry.inError = true;
            entry.mayPass = !HOPELESS.contains(topic.error());
            entry.roundsInError++;
            Duration pause = pause(entry, topic.error(), now);
            Duration rest =
                    topic.error() == ErrorCode.NONE ? Duration.ZERO : breaker.onFailure(name, topic.error(), now);
            entry.dueNanos = now + Math.max(pause.toNanos(), rest.toNanos());
        }
    }

    private Duration pause(Entry entry, ErrorCode error, long now) {
        boolean missingForLong =
                error == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION && now - entry.addedNanos >= EAGER.toNanos();
        if (entry.mayPass && !missingForLong) {
            return Backoff.pause(config.retry(), entry.roundsInError);
        }
        Duration frequency = config.refreshFrequency();
        return Backoff.spread(frequency.compareTo(SLOW) < 0 ? frequency : SLOW);
    }
}
