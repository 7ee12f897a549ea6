package io.myq.balance;

import io.myq.balance.BalanceStrategy.Member;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The order in which strategies without a memory serve members, as Kafka's Java client has it: static members first, by
 * instance id, so that a restart, which changes the member id, changes no shares. Stateless.
 */
final class MemberOrder {

    private static final Comparator<Member> ORDER = Comparator.comparing((Member member) -> member.instanceId() == null)
            .thenComparing(member -> name(member.instanceId(), member));

    private MemberOrder() {}

    static List<Member> sorted(List<Member> members) {
        return members.stream().sorted(ORDER).toList();
    }

    private static String name(@Nullable String instanceId, Member member) {
        return Objects.requireNonNullElse(instanceId, member.memberId());
    }
}
