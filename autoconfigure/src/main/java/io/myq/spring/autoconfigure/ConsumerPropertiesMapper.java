package io.myq.spring.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.myq.balance.BalanceStrategies;
import io.myq.balance.BalanceStrategy;
import io.myq.config.AutoCommitConfig;
import io.myq.config.ConsumerConfig;
import io.myq.config.ConsumerRetryConfig;
import io.myq.config.ConsumerReturnConfig;
import io.myq.config.FetchConfig;
import io.myq.config.GroupConfig;
import io.myq.config.HeartbeatConfig;
import io.myq.config.MemberConfig;
import io.myq.config.OffsetsConfig;
import io.myq.config.OffsetsRetryConfig;
import io.myq.config.RebalanceConfig;
import io.myq.config.RebalanceRetryConfig;
import io.myq.config.SessionConfig;
import io.myq.error.ConfigurationException.Violation;
import io.myq.spring.autoconfigure.MyqPropertiesMapper.Plugins;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** The part of {@link MyqPropertiesMapper} for {@code Consumer}. Made for one use, by the thread that starts. */
final class ConsumerPropertiesMapper {

    /** What Boot's own properties have before bytes. */
    private static final String BASE64 = "base64:";

    /** As properties name them. */
    private static final Map<String, BalanceStrategy> BUILT_IN = new LinkedHashMap<>();

    static {
        BUILT_IN.put("cooperative-sticky", BalanceStrategies.cooperativeSticky());
        BUILT_IN.put("sticky", BalanceStrategies.sticky());
        BUILT_IN.put("range", BalanceStrategies.range());
        BUILT_IN.put("round-robin", BalanceStrategies.roundRobin());
    }

    private final List<Violation> violations;
    private final Plugins plugins;

    /** @param violations gets what has no counterpart in the tree */
    ConsumerPropertiesMapper(List<Violation> violations, Plugins plugins) {
        this.violations = violations;
        this.plugins = plugins;
    }

    ConsumerConfig config(ConsumerProperties consumer) {
        ConsumerProperties.Retry retry = consumer.retry();
        return new ConsumerConfig(
                group(consumer.group()),
                new ConsumerRetryConfig(retry.max(), retry.backoff(), retry.maxBackoff(), plugins.backoffFunction()),
                fetch(consumer.fetch()),
                consumer.maxWaitTime(),
                consumer.maxProcessingTime(),
                new ConsumerReturnConfig(consumer.returns().errors()),
                offsets(consumer.offsets()),
                consumer.isolationLevel(),
                plugins.consumerInterceptors(),
                consumer.rackId(),
                consumer.corruptBatches(),
                bytes("Consumer.MaxDecompressedBytes", consumer.maxDecompressedBytes()));
    }

    private GroupConfig group(ConsumerProperties.Group group) {
        return new GroupConfig(
                new SessionConfig(group.session().timeout()),
                new HeartbeatConfig(group.heartbeat().interval()),
                rebalance(group.rebalance()),
                new MemberConfig(userData(group.member().userData())),
                group.instanceId(),
                group.resetInvalidOffsets(),
                group.protocol());
    }

    private RebalanceConfig rebalance(ConsumerProperties.Rebalance rebalance) {
        String strategy = rebalance.strategy();
        return new RebalanceConfig(
                strategy == null
                        ? null
                        : strategies("Strategy", List.of(strategy)).get(0),
                strategies("GroupStrategies", rebalance.groupStrategies()),
                rebalance.timeout(),
                new RebalanceRetryConfig(
                        rebalance.retry().max(), rebalance.retry().backoff()));
    }

    private FetchConfig fetch(ConsumerProperties.Fetch fetch) {
        return new FetchConfig(
                bytes("Consumer.Fetch.Min", fetch.min()),
                bytes("Consumer.Fetch.Default", fetch.defaultBytes()),
                bytes("Consumer.Fetch.Max", fetch.max()),
                bytes("Consumer.Fetch.MaxBytes", fetch.maxBytes()));
    }

    private static OffsetsConfig offsets(ConsumerProperties.Offsets offsets) {
        return new OffsetsConfig(
                new AutoCommitConfig(
                        offsets.autoCommit().enable(), offsets.autoCommit().interval()),
                offsets.commitInterval(),
                offsets.initial(),
                offsets.retention(),
                new OffsetsRetryConfig(offsets.retry().max()),
                offsets.outOfRange());
    }

    private int bytes(String leaf, DataSize size) {
        return MyqPropertiesMapper.bytes(leaf, size, violations);
    }

    private byte[] userData(@Nullable String text) {
        if (text == null) {
            return new byte[0];
        }
        if (!text.startsWith(BASE64)) {
            return text.getBytes(UTF_8);
        }
        try {
            return Base64.getDecoder().decode(text.substring(BASE64.length()));
        } catch (IllegalArgumentException e) {
            violations.add(new Violation(
                    "Consumer.Group.Member.UserData",
                    "must be text, or Base64 behind '" + BASE64 + "', but: " + e.getMessage()));
            return new byte[0];
        }
    }

    /** At least one, if one is named. */
    private List<BalanceStrategy> strategies(String leaf, List<String> names) {
        Map<String, BalanceStrategy> known = new LinkedHashMap<>(BUILT_IN);
        // last: an application's own wins over a built-in one of the same name
        plugins.strategies().forEach(strategy -> known.put(strategy.name(), strategy));
        List<BalanceStrategy> chosen = new ArrayList<>();
        for (String name : names) {
            // Kafka's own name is one word
            BalanceStrategy strategy =
                    known.get(name.equals("roundrobin") && !known.containsKey(name) ? "round-robin" : name);
            if (strategy == null) {
                violations.add(new Violation(
                        "Consumer.Group.Rebalance." + leaf,
                        "names '" + name + "', but there are only " + known.keySet()
                                + " (an own one is a bean of type BalanceStrategy)"));
            } else {
                chosen.add(strategy);
            }
        }
        if (chosen.isEmpty() && !names.isEmpty()) {
            // the reason is told already
            chosen.add(BalanceStrategies.range());
        }
        return chosen;
    }
}
