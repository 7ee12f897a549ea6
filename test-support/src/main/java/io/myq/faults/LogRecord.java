package io.myq.faults;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A record as it stands in the log.
 *
 * <p>Immutable as long as nobody changes the arrays; any thread.
 */
public record LogRecord(String topic, int partition, long offset, byte @Nullable [] key, byte @Nullable [] value) {

    @Nullable
    String keyText() {
        return key == null ? null : new String(key, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset + (key == null ? "" : " with key " + keyText());
    }
}
