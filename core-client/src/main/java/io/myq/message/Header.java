package io.myq.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One header of a message. Keys may repeat within a message. The value is not copied: do not change it afterwards. Two
 * headers are equal when name and bytes are.
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Header that && Objects.equals(key, that.key) && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        // a null key is refused when it is sent, and told there; logs may show it before
        return 31 * Objects.hashCode(key) + Arrays.hashCode(value);
    }
}
