package io.myq.spring.listener;

import io.myq.group.ConsumerGroup;
import io.myq.group.ConsumerGroupHandler;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a listener receives: topics by name, or all that match a pattern. Immutable.
 *
 * @param names at least one, or none where there is a pattern
 * @param pattern {@code null} for topics by name
 */
record ListenerTopics(List<String> names, @Nullable Pattern pattern) {

    void consume(ConsumerGroup member, ConsumerGroupHandler handler) {
        if (pattern == null) {
            member.consume(names, handler);
        } else {
            member.consume(pattern, handler);
        }
    }

    /** For people: the names, or the pattern alone. */
    List<String> shown() {
        return pattern == null ? names : List.of(pattern.pattern());
    }
}
