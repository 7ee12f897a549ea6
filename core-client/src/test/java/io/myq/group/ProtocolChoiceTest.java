package io.myq.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.balance.BalanceStrategies;
import io.myq.balance.BalanceStrategy;
import io.myq.config.GroupConfig;
import io.myq.config.GroupProtocol;
import io.myq.config.MemberConfig;
import io.myq.message.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which protocol a configuration comes to, before a broker was asked. */
class ProtocolChoiceTest {

    private static final GroupConfig DEFAULTS = GroupConfig.defaults().withProtocol(GroupProtocol.AUTO);

    private static GroupConfig offering(BalanceStrategy... strategies) {
        return DEFAULTS.withRebalance(DEFAULTS.rebalance().withGroupStrategies(List.of(strategies)));
    }

    @Test
    void leavesTheAssignorToTheCoordinatorUnlessAStrategyWasAskedFor() {
        assertThat(ProtocolChoice.of(DEFAULTS).assignor()).isNull();
        assertThat(ProtocolChoice.of(offering(BalanceStrategies.range())).assignor())
                .isEqualTo("range");
        assertThat(ProtocolChoice.of(offering(BalanceStrategies.cooperativeSticky()))
                        .assignor())
                .isEqualTo("uniform");
        assertThat(ProtocolChoice.of(
                                DEFAULTS.withRebalance(DEFAULTS.rebalance().withStrategy(BalanceStrategies.range())))
                        .assignor())
                .isEqualTo("range");
    }

    @Test
    void isTheConsumerProtocolWhereTheCoordinatorHasIt() {
        ProtocolChoice choice = ProtocolChoice.of(DEFAULTS);
        assertThat(choice.isClassic()).isFalse();
        assertThat(choice.mayFallBack()).isTrue();
        assertThat(ProtocolChoice.of(DEFAULTS.withProtocol(GroupProtocol.CONSUMER))
                        .mayFallBack())
                .isFalse();
        assertThat(ProtocolChoice.of(DEFAULTS.withProtocol(GroupProtocol.CLASSIC))
                        .isClassic())
                .isTrue();
    }

    @Test
    void isTheClassicProtocolForWhatOnlyThatHas() {
        ProtocolChoice data = ProtocolChoice.of(DEFAULTS.withMember(new MemberConfig(new byte[] {1})));
        assertThat(data.isClassic()).isTrue();
        assertThat(data.needsClassic()).isEqualTo("Consumer.Group.Member.UserData is set");
        ProtocolChoice own = ProtocolChoice.of(offering(new OwnStrategy(), BalanceStrategies.range()));
        assertThat(own.isClassic()).isTrue();
        assertThat(own.needsClassic()).contains("[mine]");
        ProtocolChoice ruledOut = ProtocolChoice.of(offering(new OwnStrategy()).withProtocol(GroupProtocol.CONSUMER));
        assertThat(ruledOut.isClassic()).isFalse();
        assertThat(ruledOut.needsClassic()).isNotNull();
    }

    private static final class OwnStrategy implements BalanceStrategy {
        @Override
        public String name() {
            return "mine";
        }

        @Override
        public RebalanceProtocol protocol() {
            return RebalanceProtocol.EAGER;
        }

        @Override
        public Map<String, Set<TopicPartition>> plan(List<Member> members, Map<String, Integer> topics) {
            return Map.of();
        }
    }
}
