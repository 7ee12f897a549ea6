package io.myq.spring.autoconfigure;

import io.myq.config.CorruptBatchPolicy;
import io.myq.config.GroupProtocol;
import io.myq.config.IsolationLevel;
import io.myq.config.OffsetInitial;
import io.myq.config.OutOfRangePolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * The properties {@code myq.consumer.*}: receiving. Immutable.
 *
 * @param group membership in groups
 * @param retry what happens after reading failed
 * @param fetch how much is asked for at a time
 * @param maxWaitTime How long a broker waits for the minimum of bytes before it answers.
 * @param maxProcessingTime How long a listener is expected to take for what it was handed of one partition. Who takes longer
 *     is named in the group's status and in health; that never costs a partition.
 * @param returns what is put into the consumer's streams
 * @param offsets where groups begin, and when they commit
 * @param isolationLevel Which messages of transactions are read: all, or those of committed ones only.
 * @param rackId Where this client is, as the brokers' broker.rack: they may let it read from a replica nearby. Default:
 *     reads from leaders only.
 * @param corruptBatches What happens at a batch that cannot be read: reading the partition stops with an error, or the batch
 *     is skipped, counted and named in the log.
 * @param maxDecompressedBytes Largest batch after decompression: more is refused before memory is taken for it.
 */
public record ConsumerProperties(
        @DefaultValue Group group,
        @DefaultValue Retry retry,
        @DefaultValue Fetch fetch,
        @DefaultValue("500ms") Duration maxWaitTime,
        @DefaultValue("5m") Duration maxProcessingTime,
        @Name("return") @DefaultValue Return returns,
        @DefaultValue Offsets offsets,
        @DefaultValue("read-uncommitted") IsolationLevel isolationLevel,
        @Nullable String rackId,
        @DefaultValue("stop") CorruptBatchPolicy corruptBatches,
        @DefaultValue("64MB") DataSize maxDecompressedBytes) {

    /**
     * Membership in groups.
     *
     * @param id Consumer group of listeners that name none themselves. Default: spring.application.name.
     * @param session when a member counts as gone
     * @param heartbeat how a member shows that it is there
     * @param rebalance how a group shares partitions anew
     * @param member what a member tells about itself
     * @param instanceId Name that makes a member static: when it comes back with it within the session timeout, it gets its
     *     partitions back without a rebalance. Each process needs its own. Default: a dynamic member.
     * @param resetInvalidOffsets Whether a group goes on by the out-of-range policy where the log does not have what it
     *     committed; otherwise its listener fails until somebody resets the committed offset, and the error names what is there.
     * @param protocol How the group shares its partitions: by the brokers where they offer that (consumer), by one of the
     *     members (classic), or whichever is there (auto).
     */
    public record Group(
            @Nullable String id,
            @DefaultValue Session session,
            @DefaultValue Heartbeat heartbeat,
            @DefaultValue Rebalance rebalance,
            @DefaultValue Member member,
            @Nullable String instanceId,
            @DefaultValue("true") boolean resetInvalidOffsets,
            @DefaultValue("classic") GroupProtocol protocol) {}

    /**
     * When a member counts as gone.
     *
     * @param timeout Without a heartbeat for so long, a member counts as gone. Must be within the brokers'
     *     group.min.session.timeout.ms and group.max.session.timeout.ms. Ignored by brokers under the consumer protocol, which
     *     have their own.
     */
    public record Session(@DefaultValue("45s") Duration timeout) {}

    /**
     * How a member shows that it is there.
     *
     * @param interval Pause between heartbeats, at most a third of the session timeout. Under the consumer protocol the
     *     broker says how long it is.
     */
    public record Heartbeat(@DefaultValue("3s") Duration interval) {}

    /**
     * How a group shares partitions anew.
     *
     * @param strategy Only strategy that is offered: a built-in one, or the name of a BalanceStrategy bean. Wins over
     *     group-strategies.
     * @param groupStrategies Comma-separated list of the strategies that are offered, in this order: built-in ones, or the
     *     names of BalanceStrategy beans. Under the consumer protocol the brokers share partitions out.
     * @param timeout How long members may take to finish their work and join again.
     * @param retry how often a member tries to join again
     */
    public record Rebalance(
            @Nullable String strategy,
            @DefaultValue({"cooperative-sticky", "range"}) List<String> groupStrategies,
            @DefaultValue("60s") Duration timeout,
            @DefaultValue RebalanceRetry retry) {}

    /**
     * How often a member tries to join again.
     *
     * @param max How many times in a row after the first attempt, before the listener fails; 0 for never. By default it is
     *     tried for ever.
     * @param backoff First pause; doubled at each further attempt, with up to 20 % of jitter, up to
     *     myq.consumer.retry.max-backoff.
     */
    public record RebalanceRetry(
            @DefaultValue("2147483647") int max,
            @DefaultValue("100ms") Duration backoff) {}

    /**
     * What a member tells about itself.
     *
     * @param userData Joins the group with the member, for tools that describe groups, and for strategies: text, which is sent
     *     as UTF-8, or bytes as "base64:AQID". Only under the classic protocol. Default: none.
     */
    public record Member(@Nullable String userData) {}

    /**
     * What happens after reading failed.
     *
     * @param max How many times in a row reading a partition is tried again before that counts as a failure of the listener, is logged
     *     as such, and begun anew; 0 for ever.
     * @param backoff First pause; doubled at each further attempt, with up to 20 % of jitter. A bean of type BackoffFunction
     *     replaces both pauses.
     * @param maxBackoff Longest pause.
     */
    public record Retry(
            @DefaultValue("0") int max,
            @DefaultValue("100ms") Duration backoff,
            @DefaultValue("1s") Duration maxBackoff) {}

    /**
     * How much is asked for at a time.
     *
     * @param min Broker answers when it has this much, or after the maximum wait time.
     * @param defaultBytes Asked for per partition.
     * @param max How far what is asked for grows where a message is larger, per partition; 0 for no limit.
     * @param maxBytes Largest response as a whole.
     */
    public record Fetch(
            @DefaultValue("1B") DataSize min,
            @Name("default") @DefaultValue("1MB") DataSize defaultBytes,
            @DefaultValue("0B") DataSize max,
            @DefaultValue("50MB") DataSize maxBytes) {}

    /**
     * What is put into the consumer's streams.
     *
     * @param errors Whether what went wrong with reading is.
     */
    public record Return(@DefaultValue("false") boolean errors) {}

    /**
     * Where groups begin, and when they commit.
     *
     * @param autoCommit commits that nobody has to ask for
     * @param commitInterval Has no effect; myq.consumer.offsets.auto-commit.interval is the pause between commits.
     * @param initial Where a group begins in a partition for which it has no committed offset.
     * @param retention How long brokers keep a committed offset; 0 for as long as they themselves say. Ignored by brokers from
     *     2.1, whose offsets.retention.minutes decides.
     * @param retry commits that failed
     * @param outOfRange What happens where the log does not have the offset that is to be read: an error, or going on with the
     *     oldest message that is there, or with new ones.
     */
    public record Offsets(
            @DefaultValue AutoCommit autoCommit,
            @DefaultValue("0s") Duration commitInterval,
            @DefaultValue("newest") OffsetInitial initial,
            @DefaultValue("0s") Duration retention,
            @DefaultValue OffsetsRetry retry,
            @DefaultValue("earliest") OutOfRangePolicy outOfRange) {}

    /**
     * Commits that nobody has to ask for.
     *
     * @param enable Whether offsets of messages that are done are committed on the interval, when a partition is given up, and
     *     at close.
     * @param interval Pause between commits.
     */
    public record AutoCommit(
            @DefaultValue("true") boolean enable,
            @DefaultValue("1s") Duration interval) {}

    /**
     * Commits that failed.
     *
     * @param max How many times the last commit before a close is tried again, within the close's time; 0 for never.
     */
    public record OffsetsRetry(@DefaultValue("2147483647") int max) {}
}
