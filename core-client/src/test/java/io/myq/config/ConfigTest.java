package io.myq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.myq.error.ConfigurationException;
import io.myq.error.ConfigurationException.Violation;
import io.myq.message.CompressionType;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule that a Config tree has to keep, and what is said about a tree that does not; those of Consumer are beside. */
class ConfigTest {

    private static final Config DEFAULTS = Config.defaults();
    private static final Duration NEGATIVE = Duration.ofMillis(-1);
    private static final Duration TOO_LONG = Duration.ofDays(25);

    private static Arguments rule(String leaf, String problem, Config broken) {
        return Arguments.of(leaf, problem, broken);
    }

    private static Config producer(UnaryOperator<ProducerConfig> change) {
        return DEFAULTS.withProducer(change.apply(DEFAULTS.producer()));
    }

    private static Config flush(UnaryOperator<FlushConfig> change) {
        return producer(p -> p.withFlush(change.apply(p.flush())));
    }

    private static Config retry(UnaryOperator<ProducerRetryConfig> change) {
        return producer(p -> p.withRetry(change.apply(p.retry())));
    }

    private static Config transaction(UnaryOperator<TransactionConfig> change) {
        return producer(p -> p.withTransaction(change.apply(p.transaction())));
    }

    private static Config transactionRetry(UnaryOperator<RetryConfig> change) {
        return transaction(t -> t.withRetry(change.apply(t.retry())));
    }

    private static Config net(UnaryOperator<NetConfig> change) {
        return DEFAULTS.withNet(change.apply(DEFAULTS.net()));
    }

    private static Config metadata(UnaryOperator<MetadataConfig> change) {
        return DEFAULTS.withMetadata(change.apply(DEFAULTS.metadata()));
    }

    static Stream<Arguments> rules() {
        return Stream.of(net(), producerSizes(), producerTimes(), codecs(), idempotence(), gathering(), retries())
                .flatMap(each -> each);
    }

    private static Stream<Arguments> net() {
        return Stream.of(
                rule("Net.MaxOpenRequests", "at least 1, but is 0", net(n -> n.withMaxOpenRequests(0))),
                rule("Net.DialTimeout", "more than zero, but is 0s", net(n -> n.withDialTimeout(Duration.ZERO))),
                rule("Net.ReadTimeout", "more than zero, but is -1ms", net(n -> n.withReadTimeout(NEGATIVE))),
                rule(
                        "Metadata.Retry.Backoff",
                        "more than zero, but is 0s",
                        metadata(m -> m.withRetry(m.retry().withBackoff(Duration.ZERO)))),
                rule(
                        "Metadata.Retry.MaxBackoff",
                        "not be less than Metadata.Retry.Backoff (100ms), but is 99ms",
                        metadata(m -> m.withRetry(m.retry().withMaxBackoff(Duration.ofMillis(99))))),
                rule(
                        "Metadata.RefreshFrequency",
                        "more than zero, but is 0s",
                        metadata(m -> m.withRefreshFrequency(Duration.ZERO))));
    }

    private static Stream<Arguments> producerSizes() {
        return Stream.of(
                rule("Producer.MaxMessageBytes", "at least 1, but is 0", producer(p -> p.withMaxMessageBytes(0))),
                rule("Producer.BatchBytes", "at least 1, but is 0", producer(p -> p.withBatchBytes(0))),
                rule(
                        "Producer.BufferMemory",
                        "at least one message of Producer.MaxMessageBytes (1048576), but is 1048575",
                        producer(p -> p.withBufferMemory(1_048_575))),
                rule("Producer.Partitioner", "not be null", producer(p -> p.withPartitioner(null))));
    }

    private static Stream<Arguments> producerTimes() {
        return Stream.of(
                rule("Producer.Timeout", "at least 1 ms, but is 0s", producer(p -> p.withTimeout(Duration.ZERO))),
                rule(
                        "Producer.Timeout",
                        "at most 2147483647ms (24 days), but is 36000m",
                        producer(p -> p.withTimeout(TOO_LONG))),
                rule("Producer.MaxBlock", "not be negative, but is -1ms", producer(p -> p.withMaxBlock(NEGATIVE))),
                rule(
                        "Producer.DeliveryTimeout",
                        "more than zero, but is 0s",
                        producer(p -> p.withDeliveryTimeout(Duration.ZERO))),
                rule("Producer.Linger", "not be negative, but is -1ms", producer(p -> p.withLinger(NEGATIVE))),
                rule(
                        "Producer.Linger",
                        "less than Producer.DeliveryTimeout (2m), but is 2m",
                        producer(p -> p.withLinger(Duration.ofMinutes(2)))),
                rule(
                        "Producer.Breaker.Failures",
                        "at least 1, but is 0",
                        producer(p -> p.withBreaker(p.breaker().withFailures(0)))),
                rule(
                        "Producer.Breaker.Rest",
                        "not be negative, but is -1ms",
                        producer(p -> p.withBreaker(p.breaker().withRest(NEGATIVE)))));
    }

    private static Arguments level(CompressionType codec, int level, String problem) {
        return rule(
                "Producer.CompressionLevel",
                problem,
                producer(p -> p.withCompression(codec).withCompressionLevel(level)));
    }

    private static Stream<Arguments> codecs() {
        return Stream.of(
                level(CompressionType.NONE, 1, "not be set with Producer.Compression NONE, which has no levels"),
                level(CompressionType.SNAPPY, 1, "not be set with Producer.Compression SNAPPY, which has no levels"),
                level(CompressionType.GZIP, 0, "from 1 to 9 for GZIP, but is 0"),
                level(CompressionType.GZIP, 10, "from 1 to 9 for GZIP, but is 10"),
                level(CompressionType.LZ4, 0, "from 1 to 17 for LZ4, but is 0"),
                level(CompressionType.LZ4, 18, "from 1 to 17 for LZ4, but is 18"),
                level(CompressionType.ZSTD, 23, "from -131072 to 22 for ZSTD, but is 23"),
                level(CompressionType.ZSTD, -131_073, "from -131072 to 22 for ZSTD, but is -131073"));
    }

    private static Stream<Arguments> idempotence() {
        return Stream.of(
                rule(
                        "Producer.RequiredAcks",
                        "WAIT_FOR_ALL while Producer.Idempotent is true, but is WAIT_FOR_LOCAL",
                        producer(p -> p.withRequiredAcks(RequiredAcks.WAIT_FOR_LOCAL))),
                rule("Producer.Retry.Max", "at least 1 while Producer.Idempotent is true", retry(r -> r.withMax(0))),
                rule(
                        "Net.MaxOpenRequests",
                        "at most 5 while Producer.Idempotent is true, but is 6",
                        net(n -> n.withMaxOpenRequests(6))),
                rule("Producer.Transaction.ID", "not be blank", transaction(t -> t.withId(" "))),
                rule(
                        "Producer.Idempotent",
                        "true while Producer.Transaction.ID is set, but is false",
                        producer(p -> p.withIdempotent(false)
                                .withTransaction(p.transaction().withId("orders")))),
                rule(
                        "Producer.Transaction.Timeout",
                        "at least 1 ms, but is 0s",
                        transaction(t -> t.withTimeout(Duration.ZERO))),
                rule(
                        "Producer.Transaction.Retry.Max",
                        "not be negative, but is -1",
                        transactionRetry(r -> r.withMax(-1))),
                rule(
                        "Producer.Transaction.Retry.Backoff",
                        "more than zero, but is 0s",
                        transactionRetry(r -> r.withBackoff(Duration.ZERO))),
                rule(
                        "Producer.Transaction.Retry.MaxBackoff",
                        "not be less than Producer.Transaction.Retry.Backoff (100ms), but is 1ms",
                        transactionRetry(r -> r.withMaxBackoff(Duration.ofMillis(1)))));
    }

    private static Stream<Arguments> gathering() {
        return Stream.of(
                rule("Producer.Flush.Bytes", "not be negative, but is -1", flush(f -> f.withBytes(-1))),
                rule("Producer.Flush.Messages", "not be negative, but is -1", flush(f -> f.withMessages(-1))),
                rule("Producer.Flush.Frequency", "not be negative, but is -1ms", flush(f -> f.withFrequency(NEGATIVE))),
                rule(
                        "Producer.Flush.Frequency",
                        "less than Producer.DeliveryTimeout (2m), but is 121s",
                        flush(f -> f.withFrequency(Duration.ofSeconds(121)))),
                rule("Producer.Flush.MaxMessages", "not be negative, but is -1", flush(f -> f.withMaxMessages(-1))),
                rule(
                        "Producer.Flush.MaxMessages",
                        "at least Producer.Flush.Messages (10), but is 9",
                        flush(f -> f.withMessages(10).withMaxMessages(9))));
    }

    private static Stream<Arguments> retries() {
        return Stream.of(
                rule(
                        "Producer.Retry.Max",
                        "not be negative, but is -1",
                        producer(
                                p -> p.withIdempotent(false).withRetry(p.retry().withMax(-1)))),
                rule("Producer.Retry.Backoff", "more than zero, but is 0s", retry(r -> r.withBackoff(Duration.ZERO))),
                rule(
                        "Producer.Retry.MaxBackoff",
                        "not be less than Producer.Retry.Backoff (100ms), but is 99ms",
                        retry(r -> r.withMaxBackoff(Duration.ofMillis(99)))),
                rule(
                        "Producer.Retry.MaxBufferLength",
                        "not be negative, but is -1",
                        retry(r -> r.withMaxBufferLength(-1))),
                rule(
                        "Producer.Retry.MaxBufferBytes",
                        "not be negative, but is -1",
                        retry(r -> r.withMaxBufferBytes(-1))));
    }

    private static List<Violation> violations(Config config) {
        ConfigurationException thrown = catchThrowableOfType(ConfigurationException.class, config::validate);
        assertThat(thrown).as("nothing was found").isNotNull();
        return thrown.violations();
    }

    @ParameterizedTest(name = "{0} must {1}")
    @MethodSource("rules")
    void aTreeThatBreaksARuleIsRefusedInTheNameOfItsLeaf(String leaf, String problem, Config broken) {
        assertThat(violations(broken)).as("%s", violations(broken)).anySatisfy(violation -> {
            assertThat(violation.leaf()).isEqualTo(leaf);
            assertThat(violation.problem()).startsWith("must ").contains(problem);
        });
    }

    @Test
    void allViolationsAreReportedAtOnceInTheOrderOfTheTree() {
        Config broken = producer(p -> p.withMaxMessageBytes(0).withFlush(new FlushConfig(-1, 0, Duration.ZERO, 0)))
                .withNet(DEFAULTS.net().withMaxOpenRequests(0));
        assertThat(violations(broken))
                .extracting(Violation::leaf)
                .containsExactly("Net.MaxOpenRequests", "Producer.MaxMessageBytes", "Producer.Flush.Bytes");
        assertThat(catchThrowableOfType(ConfigurationException.class, broken::validate))
                .hasMessage("The configuration cannot work: Net.MaxOpenRequests must be at least 1, but is 0;"
                        + " Producer.MaxMessageBytes must be at least 1, but is 0;"
                        + " Producer.Flush.Bytes must not be negative, but is -1");
    }

    @Test
    void rulesNameLeavesAsTheTreeDoes() {
        assertThat(Leaves.names())
                .containsAll(rules().map(rule -> (String) rule.get()[0]).toList());
    }

    @Test
    void theDefaultsAreValidAndGiveNoReasonForAWarning() {
        assertThat(DEFAULTS.validate()).isSameAs(DEFAULTS);
        assertThat(DEFAULTS.warnings()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void theEndsOfTheRangeOfLevelsAreInIt(CompressionType codec) {
        Stream<Integer> levels = codec.hasLevels() ? Stream.of(codec.minLevel(), codec.maxLevel()) : Stream.empty();
        levels.forEach(level -> assertThatCode(
                        () -> producer(p -> p.withCompression(codec).withCompressionLevel(level))
                                .validate())
                .doesNotThrowAnyException());
    }

    static Stream<Arguments> warnings() {
        return Stream.of(
                Arguments.of(
                        "Producer.MaxMessageBytes (104857600) is more than a broker takes",
                        producer(p -> p.withMaxMessageBytes(104_857_600).withBufferMemory(204_857_600))),
                Arguments.of(
                        "Producer.BatchBytes (1048577) is more than Producer.MaxMessageBytes (1048576)",
                        producer(p -> p.withBatchBytes(1_048_577))),
                Arguments.of(
                        "Producer.DeliveryTimeout (10s) is not longer than Producer.Timeout (10s)",
                        producer(p -> p.withDeliveryTimeout(Duration.ofSeconds(10)))),
                Arguments.of(
                        "Producer.Timeout (PT0.0015S) is cut to 1ms",
                        producer(p -> p.withTimeout(Duration.ofNanos(1_500_000)))),
                Arguments.of(
                        "Producer.Transaction.Timeout (", transaction(t -> t.withTimeout(Duration.ofNanos(1_500_000)))),
                Arguments.of("Producer.Flush.Frequency is not: what does not come", flush(f -> f.withMessages(10))),
                Arguments.of("Producer.Flush.Frequency is not: what does not come", flush(f -> f.withBytes(10))),
                Arguments.of(
                        "Producer.Flush.Bytes (33554433) is more than Producer.BufferMemory",
                        flush(f -> f.withBytes(33_554_433).withFrequency(Duration.ofSeconds(1)))),
                Arguments.of("Producer.Retry.MaxBufferLength (1) counts as 4096", retry(r -> r.withMaxBufferLength(1))),
                Arguments.of(
                        "Producer.Retry.MaxBufferBytes (1) counts as 33554432", retry(r -> r.withMaxBufferBytes(1))));
    }

    @ParameterizedTest
    @MethodSource("warnings")
    void whatWorksButProbablyNotAsItWasMeantIsToldOnce(String warning, Config config) {
        assertThat(config.validate().warnings()).singleElement().asString().contains(warning);
    }
}
