package io.myq.group;

import io.myq.balance.BalanceStrategy;
import io.myq.config.GroupConfig;
import io.myq.config.GroupProtocol;
import io.myq.config.RebalanceConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which protocol the configuration asks for, and why. Immutable; any thread.
 *
 * @param needsClassic what only the classic protocol has, for people; {@code null} when nothing does
 * @param assignor which of the coordinator's own assignors is asked for; {@code null} for the one that it prefers
 */
record ProtocolChoice(
        GroupProtocol protocol,
        @Nullable String needsClassic,
        @Nullable String assignor) {

    static ProtocolChoice of(GroupConfig group) {
        List<BalanceStrategy> strategies = group.rebalance().offered();
        // the defaults leave it to the coordinator: nobody has asked for anything
        boolean asked = !strategies.equals(RebalanceConfig.defaults().offered());
        return new ProtocolChoice(
                group.protocol(), needsClassic(group, strategies), asked ? assignor(strategies.get(0)) : null);
    }

    private static @Nullable String needsClassic(GroupConfig group, List<BalanceStrategy> strategies) {
        List<String> own = strategies.stream()
                .filter(strategy -> !isOurs(strategy))
                .map(BalanceStrategy::name)
                .toList();
        if (!own.isEmpty()) {
            return "Consumer.Group.Rebalance names strategies of the application's own, " + own;
        }
        return group.member().userData().length > 0 ? "Consumer.Group.Member.UserData is set" : null;
    }

    /** Which of Kafka's own assignors does what the strategy does, as far as the coordinator can. */
    private static String assignor(BalanceStrategy first) {
        return first.name().equals("range") ? "range" : "uniform";
    }

    /** Whether it comes with this client. */
    private static boolean isOurs(BalanceStrategy strategy) {
        return strategy.getClass().getPackageName().equals(BalanceStrategy.class.getPackageName());
    }

    boolean isClassic() {
        return protocol == GroupProtocol.CLASSIC || (protocol == GroupProtocol.AUTO && needsClassic != null);
    }

    /** Whether the classic protocol will do where the coordinator does not have the other. */
    boolean mayFallBack() {
        return protocol == GroupProtocol.AUTO;
    }
}
