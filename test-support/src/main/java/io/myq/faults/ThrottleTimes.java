package io.myq.faults;

import java.lang.reflect.Method;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Sets the throttle time of any of kafka-clients' responses.
 *
 * <p>No state, any thread.
 */
final class ThrottleTimes {

    private ThrottleTimes() {}

    static void set(ApiMessage response, int millis) {
        try {
            Method setter = response.getClass().getMethod("setThrottleTimeMs", int.class);
            setter.invoke(response, millis);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no throttle time in " + response, e);
        }
    }
}
