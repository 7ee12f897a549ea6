package io.myq.spring.listener;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What listeners have that do not say otherwise.
 *
 * @param group {@code null} when there is none: then each listener must name its own
 * @param concurrency at least 1
 * @param autoStartup whether they start with the application
 * @param instanceId of every member; {@code null} for members without a name
 * @param shutdownTimeout how long a listener may take to finish the message at hand, commit and leave its group
 */
public record ListenerDefaults(
        @Nullable String group,
        int concurrency,
        boolean autoStartup,
        @Nullable String instanceId,
        Duration shutdownTimeout) {}
