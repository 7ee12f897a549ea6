package io.myq.spring.autoconfigure;

import io.myq.config.RequiredAcks;
import io.myq.message.CompressionType;
import io.myq.partitioner.Partitioners;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * All properties {@code myq.*}: the leaves of the Config tree by the same names, and what only Spring has. Immutable.
 *
 * @param bootstrapServers Comma-separated list of host:port addresses to contact first; one that answers is enough. With an
 *     embedded broker on the class path, that one is used unless this is set.
 * @param clientId Name of this client in the broker's logs and quotas.
 * @param net connections
 * @param metadata knowledge of the cluster
 * @param producer sending
 * @param consumer receiving
 * @param listener defaults of listener methods
 * @param startup what happens at the start
 * @param embedded the embedded broker
 */
@ConfigurationProperties("myq")
public record MyqProperties(
        @DefaultValue("localhost:9092") List<String> bootstrapServers,
        @DefaultValue("myq") String clientId,
        @DefaultValue Net net,
        @DefaultValue Metadata metadata,
        @DefaultValue Producer producer,
        @NestedConfigurationProperty @DefaultValue ConsumerProperties consumer,
        @DefaultValue Listener listener,
        @DefaultValue Startup startup,
        @DefaultValue Embedded embedded) {

    /**
     * Connections.
     *
     * @param maxOpenRequests Unanswered requests per connection; at most 5 with an idempotent producer.
     * @param dialTimeout Time for resolving, connecting and negotiating versions with one address.
     * @param readTimeout Time for the answer to one request.
     */
    public record Net(
            @DefaultValue("5") int maxOpenRequests,
            @DefaultValue("10s") Duration dialTimeout,
            @DefaultValue("30s") Duration readTimeout) {}

    /**
     * Pauses between attempts at what is tried for ever.
     *
     * @param backoff First pause; doubled at each further attempt, with up to 20 % of jitter.
     * @param maxBackoff Longest pause.
     */
    public record Backoff(
            @DefaultValue("100ms") Duration backoff,
            @DefaultValue("1s") Duration maxBackoff) {}

    /**
     * Retries of what is given up at some time.
     *
     * @param max How many times after the first attempt; 0 for never.
     * @param backoff First pause; doubled at each further attempt, with up to 20 % of jitter.
     * @param maxBackoff Longest pause.
     */
    public record Retry(
            @DefaultValue("50") int max,
            @DefaultValue("100ms") Duration backoff,
            @DefaultValue("1s") Duration maxBackoff) {}

    /**
     * How often a batch is sent again, and how much may wait for that.
     *
     * @param max How many times after the first attempt; 0 for never. By default only the delivery timeout ends retries.
     * @param backoff First pause; doubled at each further attempt, with up to 20 % of jitter.
     * @param maxBackoff Longest pause.
     * @param maxBufferLength How many messages may wait to be sent again; more than that fail. 0 for no limit; 1 to 4095
     *     count as 4096.
     * @param maxBufferBytes How many bytes may wait to be sent again; more than that fail. 0 for no limit but the buffer
     *     memory; 1B to 32MB count as 32MB.
     */
    public record ProducerRetry(
            @DefaultValue("2147483647") int max,
            @DefaultValue("100ms") Duration backoff,
            @DefaultValue("1s") Duration maxBackoff,
            @DefaultValue("0") int maxBufferLength,
            @DefaultValue("0B") DataSize maxBufferBytes) {}

    /**
     * Knowledge of the cluster.
     *
     * @param retry pause between attempts
     * @param refreshFrequency Pause between refreshes in the background.
     * @param allowAutoTopicCreation Whether asking for an unknown topic may create it, where the broker allows that too.
     */
    public record Metadata(
            @DefaultValue Backoff retry,
            @DefaultValue("10m") Duration refreshFrequency,
            @DefaultValue("true") boolean allowAutoTopicCreation) {}

    /**
     * Sending.
     *
     * @param maxMessageBytes Largest message, uncompressed.
     * @param requiredAcks Which brokers must have a message before it counts as written.
     * @param timeout How long the broker waits for the other replicas.
     * @param compression Codec of the batches.
     * @param compressionLevel How hard the codec tries: gzip 1 to 9, lz4 1 to 17 in its high mode, zstd -131072 to 22. Default:
     *     the codec's own, for lz4 its fast mode.
     * @param partitioner How messages that name no partition get one. A bean of type PartitionerConstructor wins.
     * @param idempotent Whether the broker recognises repeated batches, so that retries neither double nor reorder.
     * @param transaction messages that become visible together
     * @param returns which outcomes are put into the producer's streams
     * @param flush what makes a broker's messages go
     * @param retry how often a batch is sent again
     * @param batchBytes Size at which a batch is closed; a compressed one at the size it is likely to come to.
     * @param linger How long a batch waits for more messages after its first; what else waits at its broker goes with it. 0 for
     *     not at all. Default: as long as its broker is busy with others.
     * @param bufferMemory Memory for all unsent messages together.
     * @param maxBlock How long sending waits for buffer memory before the message fails; 0 for not at all.
     * @param deliveryTimeout Time from sending a message to its outcome, whatever happens.
     * @param breaker spares the cluster questions for a topic that it cannot tell about
     */
    public record Producer(
            @DefaultValue("1MB") DataSize maxMessageBytes,
            @DefaultValue("wait-for-all") RequiredAcks requiredAcks,
            @DefaultValue("10s") Duration timeout,
            @DefaultValue("none") CompressionType compression,
            @Nullable Integer compressionLevel,
            @DefaultValue("murmur2") Partitioners partitioner,
            @DefaultValue("true") boolean idempotent,
            @DefaultValue Transaction transaction,
            @Name("return") @DefaultValue Return returns,
            @DefaultValue Flush flush,
            @DefaultValue ProducerRetry retry,
            @DefaultValue("1000000B") DataSize batchBytes,
            @Nullable Duration linger,
            @DefaultValue("32MB") DataSize bufferMemory,
            @DefaultValue("10s") Duration maxBlock,
            @DefaultValue("2m") Duration deliveryTimeout,
            @DefaultValue Breaker breaker) {}

    /**
     * Messages that become visible together.
     *
     * @param id Name of the producer across restarts; a new one with the same name fences the old one off. Default: no
     *     transactions.
     * @param timeout Time after which the coordinator aborts a transaction that is still open.
     * @param retry retries of requests to the coordinator
     */
    public record Transaction(
            @Nullable String id,
            @DefaultValue("1m") Duration timeout,
            @DefaultValue Retry retry) {}

    /**
     * Which outcomes are put into the producer's streams.
     *
     * @param successes Whether acknowledged messages are.
     * @param errors Whether messages are that were not written, or may not have been.
     */
    public record Return(
            @DefaultValue("false") boolean successes,
            @DefaultValue("false") boolean errors) {}

    /**
     * What makes a broker's messages go, all its partitions together.
     *
     * @param bytes So many bytes, uncompressed; 0 for no such limit.
     * @param messages So many messages; 0 for no such limit.
     * @param frequency So long after the first message; 0 for no such limit.
     * @param maxMessages Messages in one request at most; 0 for no limit.
     */
    public record Flush(
            @DefaultValue("0B") DataSize bytes,
            @DefaultValue("0") int messages,
            @DefaultValue("0s") Duration frequency,
            @DefaultValue("0") int maxMessages) {}

    /**
     * Spares the cluster questions for a topic that it cannot tell about.
     *
     * @param failures After so many failures in a row the topic rests.
     * @param rest How long it rests.
     */
    public record Breaker(
            @DefaultValue("3") int failures,
            @DefaultValue("10s") Duration rest) {}

    /**
     * Defaults of listener methods.
     *
     * @param concurrency How many invocations of one listener may run at the same time, across its partitions.
     * @param autoStartup Whether listeners start with the application.
     */
    public record Listener(
            @DefaultValue("1") int concurrency,
            @DefaultValue("true") boolean autoStartup) {}

    /**
     * What happens at the start.
     *
     * @param policy What happens when no broker answers at the start.
     * @param timeout How long the start waits for a broker to answer. Longer than the dial timeout, so that what happened
     *     is known when the time is up.
     */
    public record Startup(
            @DefaultValue("fail") Policy policy,
            @DefaultValue("15s") Duration timeout) {

        /** What happens when no broker answers at the start. */
        public enum Policy {
            /** The application does not start. */
            FAIL,
            /** The application starts at once; the client goes on trying in the background. */
            CONTINUE
        }
    }

    /**
     * The embedded broker: only with myq-embedded-kafka on the class path, and only when no bootstrap-servers are set.
     *
     * @param enabled Whether an embedded broker is started when no address is configured.
     * @param nodes How many nodes.
     * @param ports Comma-separated list of fixed ports, one per node. Default: free ones.
     * @param heap Heap of each node, as for -Xmx.
     * @param brokerProperties Broker properties of every node, by Kafka's names.
     */
    public record Embedded(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("1") int nodes,
            @DefaultValue List<Integer> ports,
            @DefaultValue("320m") String heap,
            @DefaultValue Map<String, String> brokerProperties) {}
}
