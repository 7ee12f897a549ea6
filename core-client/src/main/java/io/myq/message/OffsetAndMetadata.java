package io.myq.message;

import org.jspecify.annotations.Nullable;

/**
 * What a group commits for one partition. Immutable.
 *
 * @param offset of the first message that is <em>not</em> done; not negative
 * @param metadata kept with it, for people; may be {@code null}
 */
public record OffsetAndMetadata(long offset, @Nullable String metadata) {

    public OffsetAndMetadata {
        if (offset < 0) {
            throw new IllegalArgumentException("An offset is not negative, but this is " + offset);
        }
    }

    /** An offset alone. */
    public static OffsetAndMetadata of(long offset) {
        return new OffsetAndMetadata(offset, null);
    }
}
