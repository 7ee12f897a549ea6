package io.myq.internal.cluster;

import io.myq.config.BreakerConfig;
import io.myq.error.ErrorCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets topics rest that the cluster cannot tell about ({@code Producer.Breaker}): after so many failures in a row a topic
 * is not asked about for a while, then once, and so on until that succeeds. Only topics that are sent to and not read. It
 * spares the cluster questions, and fails nothing. Owned by the loop.
 */
final class TopicBreaker {

    private static final Logger log = LoggerFactory.getLogger(TopicBreaker.class);

    /** One topic that fails. */
    private static final class Failing {
        int failures;
        long countedNanos;
        long restsUntilNanos;
        boolean rests;
    }

    private final BreakerConfig config;
    private final long spacingNanos;
    private final Set<String> guarded = new HashSet<>();
    private final Map<String, Failing> failing = new HashMap<>();

    /** @param spacing failures closer together count once: a topic that is just being made needs some questions */
    TopicBreaker(BreakerConfig config, Duration spacing) {
        this.config = config;
        this.spacingNanos = spacing.toNanos();
    }

    /** Only producers want it: it may rest. */
    void guard(String topic) {
        guarded.add(topic);
    }

    /** Somebody wants to know soon, or nobody wants to know any longer. */
    void release(String topic) {
        guarded.remove(topic);
        failing.remove(topic);
    }

    /** The cluster has told of it. */
    void onSuccess(String topic) {
        Failing state = failing.remove(topic);
        if (state != null && state.rests) {
            log.info("Topic {} is known again", topic);
        }
    }

    /** The cluster could not tell of it. @return for how long it rests now; zero for not at all */
    Duration onFailure(String topic, ErrorCode error, long now) {
        if (!guarded.contains(topic)) {
            return Duration.ZERO;
        }
        Failing state = failing.computeIfAbsent(topic, name -> new Failing());
        if (state.failures == 0 || now - state.countedNanos >= spacingNanos) {
            state.failures++;
            state.countedNanos = now;
        }
        if (state.failures < config.failures() || config.rest().isZero()) {
            return Duration.ZERO;
        }
        state.restsUntilNanos = now + config.rest().toNanos();
        if (!state.rests) {
            state.rests = true;
            log.warn(
                    "Topic {} cannot be written to: {}, {} times in a row. Its messages wait, and the cluster is asked every"
                            + " {} ms (Producer.Breaker)",
                    topic,
                    error,
                    state.failures,
                    config.rest().toMillis());
        }
        return config.rest();
    }

    /** Whether it is not to be asked about now. */
    boolean rests(String topic, long now) {
        Failing state = failing.get(topic);
        return state != null && state.rests && now - state.restsUntilNanos < 0;
    }
}
