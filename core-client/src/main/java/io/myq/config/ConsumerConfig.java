package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code Consumer}: how messages are fetched, and how groups share them.
 *
 * @param group membership in groups
 * @param retry what happens after reading failed
 * @param fetch how much is asked for at a time
 * @param maxWaitTime how long a broker waits for {@code Fetch.Min} bytes before it answers. Default 500 ms
 * @param maxProcessingTime how long an application is expected to take for what it was handed of one partition. Who takes
 *     longer is named in the group's status; that never costs a partition. Default 5 min
 * @param returns what is put into the consumer's streams
 * @param offsets where groups begin, and when they commit
 * @param isolationLevel which messages of transactions are read. Default {@link IsolationLevel#READ_UNCOMMITTED}
 * @param interceptors see each message before the application, in this order. Default none
 * @param rackId where this client is, as the brokers' {@code broker.rack}: brokers whose {@code replica.selector.class} looks at
 *     it let it read from a replica nearby (KIP-392). {@code null} for reading from leaders only. Default {@code null}
 * @param corruptBatches what happens at a batch that cannot be read. Default {@link CorruptBatchPolicy#STOP}
 * @param maxDecompressedBytes the largest batch after decompression, in bytes: more is refused before memory is taken for it. Default 64 MiB
 */
@RecordBuilder
public record ConsumerConfig(
        GroupConfig group,
        ConsumerRetryConfig retry,
        FetchConfig fetch,
        Duration maxWaitTime,
        Duration maxProcessingTime,
        ConsumerReturnConfig returns,
        OffsetsConfig offsets,
        IsolationLevel isolationLevel,
        List<ConsumerInterceptor> interceptors,
        @Nullable String rackId,
        CorruptBatchPolicy corruptBatches,
        int maxDecompressedBytes)
        implements ConsumerConfigBuilder.With {

    public ConsumerConfig {
        // nothing is checked on the way: what is null is for validate() to tell, with all the rest
        interceptors = interceptors == null ? null : Collections.unmodifiableList(new ArrayList<>(interceptors));
    }

    /** The default of every leaf. */
    public static ConsumerConfig defaults() {
        return new ConsumerConfig(
                GroupConfig.defaults(),
                ConsumerRetryConfig.defaults(),
                FetchConfig.defaults(),
                Duration.ofMillis(500),
                Duration.ofMinutes(5),
                ConsumerReturnConfig.defaults(),
                OffsetsConfig.defaults(),
                IsolationLevel.READ_UNCOMMITTED,
                List.of(),
                null,
                CorruptBatchPolicy.STOP,
                67_108_864);
    }

    void validate(Violations violations) {
        group.validate(violations);
        retry.validate(violations);
        fetch.validate(violations);
        violations.requireMillis(maxWaitTime, "Consumer.MaxWaitTime");
        violations.requirePositive(maxProcessingTime, "Consumer.MaxProcessingTime");
        offsets.validate(violations);
        violations.require(rackId == null || !rackId.isBlank(), "Consumer.RackID", "must not be blank");
        violations.requireAtLeastOne(maxDecompressedBytes, "Consumer.MaxDecompressedBytes");
    }
}
