package io.myq.message;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One header of a message. Keys may repeat within a message. The value is not copied: do not change it afterwards.
 *
 * @param key the name
 * @param value any bytes, or {@code null}
 */
public record Header(String key, byte @Nullable [] value) {

    /** A header whose value is text, in UTF-8. */
    public static Header of(String key, String value) {
        return new Header(key, value.getBytes(StandardCharsets.UTF_8));
    }

    /** The value as text, read as UTF-8; {@code null} for a null value. */
    public @Nullable String text() {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }
}
