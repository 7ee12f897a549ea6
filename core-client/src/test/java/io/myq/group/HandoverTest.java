package io.myq.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.balance.BalanceStrategy.Member;
import io.myq.message.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandoverTest {

    private static final TopicPartition P0 = new TopicPartition("t", 0);
    private static final TopicPartition P1 = new TopicPartition("t", 1);

    @Test
    void withholdsWhatAnotherMemberStillHas() {
        List<Member> members = List.of(member("a", 3, P0, P1), member("b", -1));
        Map<String, Set<TopicPartition>> plan = Map.of("a", Set.of(P0), "b", Set.of(P1));
        assertThat(Handover.withhold(plan, members)).isEqualTo(Map.of("a", Set.of(P0), "b", Set.of()));
    }

    @Test
    void givesWhatNobodyHas() {
        List<Member> members = List.of(member("a", 3, P0), member("b", -1));
        Map<String, Set<TopicPartition>> plan = Map.of("a", Set.of(P0), "b", Set.of(P1));
        assertThat(Handover.withhold(plan, members)).isEqualTo(plan);
    }

    @Test
    void believesWhoGotItLast() {
        List<Member> members = List.of(member("a", 3, P0), member("b", 4, P0));
        Map<String, Set<TopicPartition>> plan = Map.of("a", Set.of(), "b", Set.of(P0));
        assertThat(Handover.withhold(plan, members)).isEqualTo(plan);
    }

    private static Member member(String id, int generation, TopicPartition... owned) {
        return new Member(id, List.of("t"), List.of(owned), generation);
    }
}
