package io.myq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.myq.balance.BalanceStrategies;
import io.myq.balance.BalanceStrategy;
import io.myq.error.ConfigurationException;
import io.myq.error.ConfigurationException.Violation;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule that the Consumer part of a Config tree has to keep, and what is said about one that does not. */
class ConsumerConfigTest {

    private static final Config DEFAULTS = Config.defaults();
    private static final Duration NEGATIVE = Duration.ofMillis(-1);
    private static final Duration ODD = Duration.ofNanos(45_000_000_001L);

    /** A strategy that somebody wrote in a hurry. */
    private record Own(String name, RebalanceProtocol protocol) implements BalanceStrategy {

        @Override
        public Map<String, Set<TopicPartition>> plan(List<Member> members, Map<String, Integer> partitionCounts) {
            return Map.of();
        }
    }

    private static Arguments rule(String leaf, String problem, Config broken) {
        return Arguments.of(leaf, problem, broken);
    }

    private static Config consumer(UnaryOperator<ConsumerConfig> change) {
        return DEFAULTS.withConsumer(change.apply(DEFAULTS.consumer()));
    }

    private static Config group(UnaryOperator<GroupConfig> change) {
        return consumer(c -> c.withGroup(change.apply(c.group())));
    }

    private static Config rebalance(UnaryOperator<RebalanceConfig> change) {
        return group(g -> g.withRebalance(change.apply(g.rebalance())));
    }

    private static Config strategies(BalanceStrategy... offered) {
        return rebalance(r -> r.withGroupStrategies(List.of(offered)));
    }

    private static Config fetch(UnaryOperator<FetchConfig> change) {
        return consumer(c -> c.withFetch(change.apply(c.fetch())));
    }

    private static Config retry(UnaryOperator<ConsumerRetryConfig> change) {
        return consumer(c -> c.withRetry(change.apply(c.retry())));
    }

    private static Config offsets(UnaryOperator<OffsetsConfig> change) {
        return consumer(c -> c.withOffsets(change.apply(c.offsets())));
    }

    static Stream<Arguments> rules() {
        return Stream.of(membership(), rebalancing(), instances(), fetching(), retries(), offsets())
                .flatMap(each -> each);
    }

    private static Stream<Arguments> membership() {
        return Stream.of(
                rule(
                        "Consumer.Group.Session.Timeout",
                        "more than 2ms, but is 2ms",
                        group(g -> g.withSession(new SessionConfig(Duration.ofMillis(2)))
                                .withHeartbeat(new HeartbeatConfig(Duration.ofMillis(1))))),
                rule(
                        "Consumer.Group.Heartbeat.Interval",
                        "at least 1 ms, but is PT0.0009S",
                        group(g -> g.withHeartbeat(new HeartbeatConfig(Duration.ofNanos(900_000))))),
                rule(
                        "Consumer.Group.Heartbeat.Interval",
                        "less than Consumer.Group.Session.Timeout (45s), but is 45s",
                        group(g -> g.withHeartbeat(new HeartbeatConfig(Duration.ofSeconds(45))))));
    }

    private static Stream<Arguments> rebalancing() {
        BalanceStrategy nameless = new Own(" ", BalanceStrategy.RebalanceProtocol.EAGER);
        BalanceStrategy careless = new Own("careless", null);
        return Stream.of(
                rule("Consumer.Group.Rebalance.GroupStrategies", "name at least one strategy", strategies()),
                rule(
                        "Consumer.Group.Rebalance.GroupStrategies",
                        "name each strategy once, but has range twice",
                        strategies(BalanceStrategies.range(), BalanceStrategies.range())),
                rule(
                        "Consumer.Group.Rebalance.GroupStrategies",
                        "have strategies with names, but " + Own.class.getName() + " has none",
                        strategies(nameless)),
                rule(
                        "Consumer.Group.Rebalance.GroupStrategies",
                        "the protocol of careless is null",
                        strategies(careless)),
                rule(
                        "Consumer.Group.Rebalance.Strategy",
                        "the protocol of careless is null",
                        rebalance(r -> r.withStrategy(careless))),
                rule(
                        "Consumer.Group.Rebalance.Timeout",
                        "more than 1ms, but is 1ms",
                        rebalance(r -> r.withTimeout(Duration.ofMillis(1)))),
                rule(
                        "Consumer.Group.Rebalance.Retry.Max",
                        "not be negative, but is -1",
                        rebalance(r -> r.withRetry(r.retry().withMax(-1)))),
                rule(
                        "Consumer.Group.Rebalance.Retry.Backoff",
                        "more than zero, but is 0s",
                        rebalance(r -> r.withRetry(r.retry().withBackoff(Duration.ZERO)))));
    }

    private static Stream<Arguments> instances() {
        String leaf = "Consumer.Group.InstanceId";
        return Stream.of(
                rule(leaf, "not be '.'", group(g -> g.withInstanceId("."))),
                rule(leaf, "not be '..'", group(g -> g.withInstanceId(".."))),
                rule(leaf, "have at most 249 characters, but has 250", group(g -> g.withInstanceId("a".repeat(250)))),
                rule(leaf, "consist of letters, digits", group(g -> g.withInstanceId("pod 1"))),
                rule(leaf, "consist of letters, digits", group(g -> g.withInstanceId(""))));
    }

    private static Stream<Arguments> fetching() {
        return Stream.of(
                rule("Consumer.Fetch.Min", "at least 1, but is 0", fetch(f -> f.withMin(0))),
                rule("Consumer.Fetch.Default", "at least 1, but is 0", fetch(f -> f.withDefaultBytes(0))),
                rule("Consumer.Fetch.Max", "not be negative, but is -1", fetch(f -> f.withMax(-1))),
                rule(
                        "Consumer.Fetch.Max",
                        "at least Consumer.Fetch.Default (1048576), but is 1048575",
                        fetch(f -> f.withMax(1_048_575))),
                rule("Consumer.Fetch.MaxBytes", "at least 1, but is 0", fetch(f -> f.withMaxBytes(0))),
                rule(
                        "Consumer.Fetch.MaxBytes",
                        "at least Consumer.Fetch.Default (1048576), but is 1048575",
                        fetch(f -> f.withMaxBytes(1_048_575))),
                rule(
                        "Consumer.MaxWaitTime",
                        "at least 1 ms, but is 0s",
                        consumer(c -> c.withMaxWaitTime(Duration.ZERO))),
                rule(
                        "Consumer.MaxProcessingTime",
                        "more than zero, but is 0s",
                        consumer(c -> c.withMaxProcessingTime(Duration.ZERO))),
                rule("Consumer.RackID", "not be blank", consumer(c -> c.withRackId(" "))),
                rule(
                        "Consumer.MaxDecompressedBytes",
                        "at least 1, but is 0",
                        consumer(c -> c.withMaxDecompressedBytes(0))));
    }

    private static Stream<Arguments> retries() {
        return Stream.of(
                rule("Consumer.Retry.Max", "not be negative, but is -1", retry(r -> r.withMax(-1))),
                rule("Consumer.Retry.Backoff", "more than zero, but is 0s", retry(r -> r.withBackoff(Duration.ZERO))),
                rule(
                        "Consumer.Retry.MaxBackoff",
                        "not be less than Consumer.Retry.Backoff (100ms), but is 99ms",
                        retry(r -> r.withMaxBackoff(Duration.ofMillis(99)))));
    }

    private static Stream<Arguments> offsets() {
        return Stream.of(
                rule(
                        "Consumer.Offsets.AutoCommit.Interval",
                        "at least 1 ms, but is PT0.0009S",
                        offsets(o -> o.withAutoCommit(new AutoCommitConfig(true, Duration.ofNanos(900_000))))),
                rule(
                        "Consumer.Offsets.CommitInterval",
                        "not be negative, but is -1ms",
                        offsets(o -> o.withCommitInterval(NEGATIVE))),
                rule(
                        "Consumer.Offsets.Retention",
                        "not be negative, but is -1ms",
                        offsets(o -> o.withRetention(NEGATIVE))),
                rule(
                        "Consumer.Offsets.Retry.Max",
                        "not be negative, but is -1",
                        offsets(o -> o.withRetry(new OffsetsRetryConfig(-1)))));
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
    void rulesNameLeavesAsTheTreeDoes() {
        assertThat(Leaves.names())
                .containsAll(rules().map(rule -> (String) rule.get()[0]).toList());
    }

    @Test
    void allViolationsAreReportedAtOnceInTheOrderOfTheTree() {
        Config broken = fetch(f -> f.withMin(0).withMax(5));
        broken = broken.withConsumer(broken.consumer()
                .withRackId("")
                .withGroup(broken.consumer().group().withInstanceId("."))
                .withOffsets(broken.consumer().offsets().withRetention(NEGATIVE)));
        assertThat(violations(broken))
                .extracting(Violation::leaf)
                .containsExactly(
                        "Consumer.Group.InstanceId",
                        "Consumer.Fetch.Min",
                        "Consumer.Fetch.Max",
                        "Consumer.Offsets.Retention",
                        "Consumer.RackID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pod-1", "a.b_C-9", "..."})
    void namesThatBrokersTakeAreInstanceIds(String id) {
        assertThatCode(() -> group(g -> g.withInstanceId(id)).validate()).doesNotThrowAnyException();
        assertThatCode(() -> group(g -> g.withInstanceId("a".repeat(249))).validate())
                .doesNotThrowAnyException();
    }

    @Test
    void theDeprecatedStrategyWins() {
        BalanceStrategy own = new Own("own", BalanceStrategy.RebalanceProtocol.EAGER);
        Config config = rebalance(r -> r.withStrategy(own).withGroupStrategies(List.of()));
        assertThat(config.validate().consumer().group().rebalance().offered()).containsExactly(own);
    }

    @Test
    void userDataIsCopiedInAndOut() {
        byte[] given = {1, 2};
        MemberConfig member = new MemberConfig(given);
        given[0] = 9;
        member.userData()[1] = 9;
        assertThat(member.userData()).containsExactly(1, 2);
        assertThat(member)
                .isEqualTo(new MemberConfig(new byte[] {1, 2}))
                .hasSameHashCodeAs(new MemberConfig(new byte[] {1, 2}))
                .isNotEqualTo(new MemberConfig(new byte[] {1}))
                .hasToString("MemberConfig[userData=2 bytes]");
    }

    @Test
    void zeroRetriesMeanForEver() {
        ConsumerRetryConfig retry = DEFAULTS.consumer().retry();
        assertThat(retry.isExhausted(1_000_000)).isFalse();
        assertThat(retry.pauses().max()).isEqualTo(Integer.MAX_VALUE);
        assertThat(retry.withMax(2).isExhausted(2)).isFalse();
        assertThat(retry.withMax(2).isExhausted(3)).isTrue();
    }

    static Stream<Arguments> warnings() {
        return Stream.of(
                Arguments.of(
                        "Consumer.MaxWaitTime (99ms) is short",
                        consumer(c -> c.withMaxWaitTime(Duration.ofMillis(99)))),
                Arguments.of(
                        "Consumer.MaxWaitTime (PT0.2000001S) is cut to 200ms",
                        consumer(c -> c.withMaxWaitTime(Duration.ofNanos(200_000_100)))),
                Arguments.of(
                        "Consumer.Fetch.Min (52428801) is more than Consumer.Fetch.MaxBytes (52428800)",
                        fetch(f -> f.withMin(52_428_801))),
                Arguments.of("Consumer.Group.Session.Timeout (", group(g -> g.withSession(new SessionConfig(ODD)))),
                Arguments.of(
                        "Consumer.Group.Heartbeat.Interval (",
                        group(g -> g.withHeartbeat(new HeartbeatConfig(Duration.ofNanos(1_000_001))))),
                Arguments.of("Consumer.Group.Rebalance.Timeout (", rebalance(r -> r.withTimeout(ODD))),
                Arguments.of(
                        "Consumer.Group.Rebalance.Strategy is deprecated, and wins over"
                                + " Consumer.Group.Rebalance.GroupStrategies: set that to range instead",
                        rebalance(r -> r.withStrategy(BalanceStrategies.range()))),
                Arguments.of(
                        "Consumer.Offsets.CommitInterval (2s) is deprecated, and has no effect: set"
                                + " Consumer.Offsets.AutoCommit.Interval instead",
                        offsets(o -> o.withCommitInterval(Duration.ofSeconds(2)))),
                Arguments.of(
                        "Consumer.Offsets.Retention (60m) has no effect with brokers from 2.1",
                        offsets(o -> o.withRetention(Duration.ofHours(1)))));
    }

    @ParameterizedTest
    @MethodSource("warnings")
    void whatWorksButProbablyNotAsItWasMeantIsToldOnce(String warning, Config config) {
        assertThat(config.validate().warnings()).singleElement().asString().contains(warning);
    }
}
