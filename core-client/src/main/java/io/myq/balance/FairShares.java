package io.myq.balance;

import io.myq.balance.BalanceStrategy.Member;
import io.myq.message.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Shares in the making: partitions move from members that have more to members that have at least two fewer, directly or
 * over others between them, and no more of them than that takes. Afterwards no other sharing is more even. Owned by the
 * thread that plans.
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

    /** Fair shares in which members keep what they own, as far as that is fair. */
    static Map<String, Set<TopicPartition>> stickiest(
            List<Member> members, Map<String, Integer> partitionCounts, Map<TopicPartition, String> owners) {
        FairShares shares = new FairShares(members);
        owners.forEach((partition, owner) -> shares.give(partition, owner));
        new TreeMap<>(partitionCounts).forEach((topic, count) -> {
            for (int number = 0; number < count; number++) {
                TopicPartition partition = new TopicPartition(topic, number);
                if (!owners.containsKey(partition)) {
                    shares.giveToLeastLoaded(partition);
                }
            }
        });
        shares.even();
        return shares.byMember();
    }

    private void give(TopicPartition partition, String member) {
        shares.get(member).add(partition);
    }

    /** Nobody gets a partition of a topic that nobody wants. */
    private void giveToLeastLoaded(TopicPartition partition) {
        if (interested.containsKey(partition.topic())) {
            give(partition, leastLoaded(partition.topic()));
        }
    }

    /** Each move makes the shares more equal, so it ends. */
    private void even() {
        boolean moved;
        do {
            moved = false;
            Set<String> rich = new HashSet<>(shares.keySet());
            while (!rich.isEmpty()) {
                String richest = Collections.max(rich, Comparator.comparingInt(this::load));
                if (giveOne(richest)) {
                    moved = true;
                } else {
                    rich.remove(richest);
                }
            }
        } while (moved);
        // where all want the same that was all
        if (interested.values().stream().distinct().count() > 1) {
            do {
                moved = byLoadDescending().stream().anyMatch(this::giveOneOverOthers);
            } while (moved);
        }
    }

    private Map<String, Set<TopicPartition>> byMember() {
        return new TreeMap<>(shares);
    }

    /** The one who has most gives first, and to the one who has least: so no partition moves twice. */
    private boolean giveOne(String member) {
        Set<String> topics = new HashSet<>();
        // from the end, so that members keep the front of their runs
        for (TopicPartition partition : shares.get(member).descendingSet()) {
            if (topics.add(partition.topic())) {
                String poorest = leastLoaded(partition.topic());
                if (load(member) > load(poorest) + 1) {
                    shares.get(member).remove(partition);
                    give(partition, poorest);
                    return true;
                }
            }
        }
        return false;
    }

    /** One step of a way on which each member hands a partition on to the next. */
    private record Step(String from, TopicPartition partition, String to) {}

    /**
     * Looks for a member with at least two fewer that can be reached over others: each gives one that it has, and takes one
     * that it may have as well.
     */
    private boolean giveOneOverOthers(String member) {
        Map<String, @Nullable Step> reached = new HashMap<>();
        Set<String> topics = new HashSet<>();
        ArrayDeque<String> open = new ArrayDeque<>(List.of(member));
        reached.put(member, null);
        while (!open.isEmpty()) {
            String giver = open.remove();
            for (TopicPartition partition : shares.get(giver)) {
                if (!topics.add(partition.topic())) {
                    continue;
                }
                for (String taker : interested.get(partition.topic())) {
                    if (!reached.containsKey(taker)) {
                        reached.put(taker, new Step(giver, partition, taker));
                        open.add(taker);
                        if (load(taker) + 1 < load(member)) {
                            handOn(reached, taker);
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }

    private void handOn(Map<String, @Nullable Step> reached, String last) {
        for (Step step = reached.get(last); step != null; step = reached.get(step.from())) {
            shares.get(step.from()).remove(step.partition());
            give(step.partition(), step.to());
        }
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
