package io.myq.group;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The topics that a member reads: those that it was given, or those that match its pattern at the moment. Owned by the loop. */
final class WantedTopics {

    private final @Nullable Pattern pattern;
    private Set<String> now;

    private WantedTopics(@Nullable Pattern pattern, Collection<String> now) {
        this.pattern = pattern;
        this.now = Collections.unmodifiableSet(new TreeSet<>(now));
    }

    static WantedTopics named(Collection<String> topics) {
        return new WantedTopics(null, topics);
    }

    static WantedTopics matching(Pattern pattern) {
        return new WantedTopics(pattern, Set.of());
    }

    /** {@code null} for topics that were given by name. */
    @Nullable
    Pattern pattern() {
        return pattern;
    }

    /** Immutable; sorted. */
    Set<String> now() {
        return now;
    }

    /** Those that match. */
    void found(Collection<String> topics) {
        now = Collections.unmodifiableSet(new TreeSet<>(topics));
    }

    /** Whether a partition of this topic is to be read: a leader may know of one that this member has not found yet. */
    boolean wants(String topic) {
        return pattern == null ? now.contains(topic) : pattern.matcher(topic).matches();
    }
}
