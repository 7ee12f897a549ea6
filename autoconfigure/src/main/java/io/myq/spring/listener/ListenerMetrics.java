package io.myq.spring.listener;

import io.myq.group.GroupMetrics;

/**
 * Counters of a listener since the application started, over all its starts and stops.
 *
 * @param records received
 * @param bytes of the batches they came in
 * @param rebalances sessions that began
 * @param commits that succeeded
 * @param failedCommits that did not
 * @param conversionFailures messages that did not fit the method's parameters
 * @param listenerFailures invocations that threw
 */
public record ListenerMetrics(
        long records,
        long bytes,
        long rebalances,
        long commits,
        long failedCommits,
        long conversionFailures,
        long listenerFailures) {

    static ListenerMetrics of(GroupMetrics group, long conversionFailures, long listenerFailures) {
        return new ListenerMetrics(
                group.records(),
                group.bytes(),
                group.rebalances(),
                group.commits(),
                group.failedCommits(),
                conversionFailures,
                listenerFailures);
    }

    static GroupMetrics sum(GroupMetrics a, GroupMetrics b) {
        return new GroupMetrics(
                a.records() + b.records(),
                a.bytes() + b.bytes(),
                a.rebalances() + b.rebalances(),
                a.commits() + b.commits(),
                a.failedCommits() + b.failedCommits());
    }
}
