package io.myq.message;

import org.jspecify.annotations.Nullable;

/**
 * What a group commits for one partition. Immutable.
 *
 * @param offset of the first message that is <em>not</em> done; not negative
 * @param metadata kept with it, for people; may be {@code null}
 * @param leaderEpoch of the last message that is done (KIP-320); -1 when it is not known
 */
public record OffsetAndMetadata(long offset, @Nullable String metadata, int leaderEpoch) {

    public OffsetAndMetadata {
        if (offset < 0) {
            throw new IllegalArgumentException("An offset is not negative, but this is " + offset);
        }
    }

    /** Without a leader epoch. */
    public OffsetAndMetadata(long offset, @Nullable String metadata) {
        this(offset, metadata, -1);
    }

    /** An offset alone. */
    public static OffsetAndMetadata of(long offset) {
        return new OffsetAndMetadata(offset, null);
    }
}
