package io.myq.group;

/**
 * Counters of a group's member since its start, at one moment.
 *
 * @param records handed to the handler
 * @param bytes of batches handed to the handler, as they came
 * @param rebalances sessions that began
 * @param commits that succeeded
 * @param failedCommits that did not
 */
public record GroupMetrics(long records, long bytes, long rebalances, long commits, long failedCommits) {}
