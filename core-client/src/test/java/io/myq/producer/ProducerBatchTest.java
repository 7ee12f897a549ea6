package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.error.NotWrittenException;
import io.myq.error.SendException;
import io.myq.internal.batch.RecordBatchBuilder;
import io.myq.message.ProducerMessage;
import io.myq.message.TopicPartition;
import org.junit.jupiter.api.Test;

/** When the memory of a batch may be used for another. */
class ProducerBatchTest {

    private final BufferMemory memory = new BufferMemory(1 << 20);
    private final BatchArrays arrays = new BatchArrays(1024, 1 << 20);

    @Test
    void givesItsArraysBackWhenItsCallbacksHaveRun() {
        ProducerBatch batch = batch();
        batch.acknowledge(7, -1);
        batch.announce();
        assertThat(arrays.bytes().retained()).isZero();
        batch.run();
        assertThat(arrays.bytes().retained()).isEqualTo(1024);
        assertThat(arrays.callbacks().retained()).isEqualTo(16);
        assertThat(arrays.callbacks().take(16)).containsOnlyNulls();
        assertThat(memory.used()).isZero();
    }

    /** A request that waits to be written would carry another batch's messages (CVE-2026-35554). */
    @Test
    void keepsItsArraysFromOthersWhileARequestHasThem() {
        ProducerBatch batch = batch();
        batch.inFlight = true;
        batch.fail(new NotWrittenException("expired", null));
        batch.announce();
        batch.run();
        assertThat(arrays.empty()).isTrue();
        assertThat(memory.used()).isZero();
    }

    private ProducerBatch batch() {
        TopicPartition partition = new TopicPartition("t", 0);
        RecordBatchBuilder records = new RecordBatchBuilder(arrays.bytes().take(1024));
        ProducerBatch batch = new ProducerBatch(partition, System.nanoTime(), records, memory, arrays);
        memory.force(1024);
        batch.charge(1024);
        for (int i = 0; i < 3; i++) {
            batch.tryAppend(ProducerMessage.of("t", new byte[10]), 1, Integer.MAX_VALUE, new Silent());
        }
        return batch;
    }

    private static final class Silent implements SendCallback {

        @Override
        public void onAcknowledged(TopicPartition topicPartition, long offset, long timestamp) {
            assertThat(topicPartition.topic()).isEqualTo("t");
        }

        @Override
        public void onFailed(SendException cause) {
            assertThat(cause).hasMessage("expired");
        }
    }
}
