package io.myq.spring.autoconfigure.metrics;

import org.jspecify.annotations.Nullable;

/** Every meter that myq registers: the one place for their names. */
enum MyqMetric {
    PRODUCER_RECORDS("myq.producer.records", null, "Messages that brokers acknowledged"),
    PRODUCER_FAILED_RECORDS("myq.producer.failed.records", null, "Messages that ended as not written or unknown"),
    PRODUCER_BYTES("myq.producer.bytes", "bytes", "Acknowledged batches, as written"),
    PRODUCER_BATCHES("myq.producer.batches", null, "Acknowledged batches"),
    PRODUCER_REQUESTS("myq.producer.requests", null, "Requests sent to brokers, retries included"),
    PRODUCER_RETRIES("myq.producer.retries", null, "Batches that were sent again"),
    PRODUCER_BUFFERED("myq.producer.buffered", "bytes", "Buffer memory in use"),
    PRODUCER_WAITING_RECORDS("myq.producer.waiting.records", null, "Messages without an outcome"),
    PRODUCER_DROPPED_RESULTS(
            "myq.producer.dropped.results", null, "Outcomes that a stream dropped, for want of a reader"),
    CONSUMER_RECORDS("myq.consumer.records", null, "Messages received"),
    CONSUMER_BYTES("myq.consumer.bytes", "bytes", "Received batches, as they came"),
    CONSUMER_REBALANCES("myq.consumer.rebalances", null, "Sessions of the group that began"),
    CONSUMER_COMMITS("myq.consumer.commits", null, "Commits that succeeded"),
    CONSUMER_FAILED_COMMITS("myq.consumer.failed.commits", null, "Commits that did not succeed"),
    LAG_COMMITTED("myq.consumer.lag.committed", null, "Offsets from the committed one to the end of the partition"),
    LAG_DONE("myq.consumer.lag.done", null, "Offsets from the first that is not done to the end of the partition"),
    LAG_COMMITTED_TIME("myq.consumer.lag.committed.time", "seconds", "Age of the oldest message that is not committed"),
    LAG_DONE_TIME("myq.consumer.lag.done.time", "seconds", "Age of the oldest message that is not done"),
    LISTENER_CONVERSION_FAILURES(
            "myq.listener.conversion.failures", null, "Messages that did not fit the method's parameters"),
    LISTENER_FAILURES("myq.listener.failures", null, "Invocations that threw");

    private final String id;
    private final @Nullable String unit;
    private final String description;

    MyqMetric(String id, @Nullable String unit, String description) {
        this.id = id;
        this.unit = unit;
        this.description = description;
    }

    /** Whether there is one for each partition that a listener has, and none without. */
    boolean isPerPartition() {
        return id.startsWith("myq.consumer.lag.");
    }

    /** Name of the meter. */
    String id() {
        return id;
    }

    @Nullable
    String unit() {
        return unit;
    }

    String description() {
        return description;
    }
}
