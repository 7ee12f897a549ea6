package io.myq.group;

import java.time.Instant;

/**
 * A topic that a member is to read and cannot. Immutable; any thread.
 *
 * @param topic its name
 * @param since when the cluster first said so; it has said so ever since
 * @param reason what the cluster says, and what to change
 */
public record WaitedTopic(String topic, Instant since, String reason) {}
