package io.myq.internal.cluster;

import io.myq.error.ErrorCode;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A topic, as one metadata answer described it. Immutable; any thread.
 *
 * @param id the topic's id, or the zero UUID where the broker has none
 * @param error {@link ErrorCode#NONE}, or why the cluster could not describe it; then there are no partitions
 * @param partitions sorted by number, without gaps
 */
public record TopicView(String name, UUID id, ErrorCode error, List<PartitionView> partitions) {

    /** The partition of this number, or {@code null}. */
    public @Nullable PartitionView partition(int number) {
        return number >= 0 && number < partitions.size() ? partitions.get(number) : null;
    }
}
