package io.myq.group;

import io.myq.config.Config;
import io.myq.config.ConsumerConfig;
import io.myq.consumer.Consumer;
import io.myq.error.ClientClosedException;
import io.myq.internal.cluster.Cluster;
import io.myq.internal.cluster.TopicView;
import io.myq.internal.network.SerialExecutor;
import io.myq.internal.protocol.Uuids;
import java.util.UUID;

/**
 * What the claims of one member share. Immutable.
 *
 * @param consumer fetches for all of them
 * @param callbacks runs setup and cleanup, one after the other
 */
record ClaimContext(
        Cluster cluster,
        String groupId,
        Consumer consumer,
        LiveConsumerGroup group,
        ConsumerGroupHandler handler,
        SerialExecutor callbacks) {

    Config config() {
        return cluster.config();
    }

    ConsumerConfig consumerConfig() {
        return cluster.config().consumer();
    }

    /** Zero while unknown. */
    UUID topicId(String topic) {
        TopicView known = cluster.view().topic(topic);
        return known == null ? Uuids.ZERO : known.id();
    }

    /** @return false when the loop has ended, and the task will not run */
    boolean onLoop(Runnable task) {
        try {
            cluster.loop().execute(task);
            return true;
        } catch (ClientClosedException e) {
            return false;
        }
    }
}
