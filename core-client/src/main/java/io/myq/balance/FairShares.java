package io.myq.balance;

import io.myq.balance.BalanceStrategy.Member;
import io.myq.message.TopicPartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Shares in the making: partitions move from members that have more to members that have at least two fewer, and no
 * more of them than that takes. Owned by the thread that plans.
 */
final class FairShares {

    private final Map<String, NavigableSet<TopicPartition>> shares = new TreeMap<>();
    /** For each topic, the members that want it, sorted by id. */
    private final Map<String, List<String>> interested = new HashMap<>();

    FairShares(List<Member> members) {
        members.stream().sorted(Comparator.comparing(Member::memberId)).forEach(member -> {
            shares.put(member.memberId(), new TreeSet<>());
            member.topics().stream()
                    .distinct()
                    .forEach(topic -> interested
                            .computeIfAbsent(topic, unseen -> new ArrayList<>())
                            .add(member.memberId()));
        });
    }

    void give(TopicPartition partition, String member) {
        shares.get(member).add(partition);
    }

    /** Nobody gets a partition of a topic that nobody wants. */
    void giveToLeastLoaded(TopicPartition partition) {
        if (interested.containsKey(partition.topic())) {
            give(partition, leastLoaded(partition.topic()));
        }
    }

    /** Each move makes the shares more equal, so it ends. */
    void even() {
        boolean moved;
        do {
            moved = false;
            for (String member : byLoadDescending()) {
                moved |= unload(member);
            }
        } while (moved);
    }

    Map<String, Set<TopicPartition>> byMember() {
        return new TreeMap<>(shares);
    }

    private boolean unload(String member) {
        boolean moved = false;
        // from the end, so that members keep the front of their runs
        for (TopicPartition partition : List.copyOf(shares.get(member).descendingSet())) {
            String poorest = leastLoaded(partition.topic());
            if (load(member) > load(poorest) + 1) {
                shares.get(member).remove(partition);
                give(partition, poorest);
                moved = true;
            }
        }
        return moved;
    }

    private String leastLoaded(String topic) {
        @Nullable String least = null;
        for (String member : interested.get(topic)) {
            if (least == null || load(member) < load(least)) {
                least = member;
            }
        }
        return Objects.requireNonNull(least);
    }

    private List<String> byLoadDescending() {
        List<String> members = new ArrayList<>(shares.keySet());
        members.sort(Comparator.comparingInt(this::load).reversed());
        return members;
    }

    private int load(String member) {
        return shares.get(member).size();
    }
}
