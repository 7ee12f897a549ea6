package io.myq.producer;

import io.myq.error.NotWrittenException;
import io.myq.message.ProducerMessage;
import io.myq.partitioner.Partitioner;
import org.jspecify.annotations.Nullable;

/**
 * Asks the rule for the partitions of one topic. The rule is the application's: what it throws, and an answer that makes
 * no sense, fails one message, and nothing else. Any thread.
 */
final class PartitionChoice {

    private final String topic;
    private final Partitioner partitioner;
    private final Pipeline pipeline;
    private final TopicFailures failures;

    PartitionChoice(String topic, Partitioner partitioner, Pipeline pipeline, TopicFailures failures) {
        this.topic = topic;
        this.partitioner = partitioner;
        this.pipeline = pipeline;
        this.failures = failures;
    }

    /**
     * The partition of a message; {@code null} for the one that messages gather in at the moment.
     *
     * @throws NotWrittenException when it has none
     */
    @Nullable
    PartitionProducer choose(Partitions known, ProducerMessage message) {
        return message.partition() == ProducerMessage.ANY_PARTITION
                ? byRule(known, message)
                : named(known, message.partition());
    }

    private PartitionProducer named(Partitions known, int wanted) {
        if (wanted < 0 || wanted >= known.all().length) {
            pipeline.refresh("partition " + wanted + " of " + topic + " is asked for, and not known");
            throw failures.noPartition(wanted, known.all().length);
        }
        return known.all()[wanted];
    }

    private @Nullable PartitionProducer byRule(Partitions known, ProducerMessage message) {
        boolean fixed;
        int index;
        PartitionProducer[] from;
        try {
            fixed = partitioner.requiresConsistency(message);
            from = fixed ? known.all() : known.writable();
            index = partitioner.partition(message, from.length);
        } catch (NotWrittenException e) {
            throw e;
        } catch (Throwable e) {
            throw failures.partitionerThrew(partitioner, e);
        }
        if (index == Partitioner.STICKY && !fixed) {
            return null;
        }
        if (index < 0 || index >= from.length) {
            throw failures.partitionerWrong(partitioner, index, from.length);
        }
        return from[index];
    }
}
