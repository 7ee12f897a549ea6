package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.myq.error.SendException;
import io.myq.message.ProducerMessage;
import io.myq.message.TopicPartition;
import io.myq.testing.SharedKafka;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What sending costs on the sender's thread, where nothing must be made per message. */
class SendAllocationIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    private static final int MESSAGES = 200_000;
    private static final SendCallback NOTHING = new SendCallback() {
        @Override
        public void onAcknowledged(TopicPartition topicPartition, long offset, long timestamp) {}

        @Override
        public void onFailed(SendException cause) {}
    };

    private static double bytesPerMessage(AsyncProducer producer, ProducerMessage message) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MESSAGES; i++) {
            producer.send(message, NOTHING);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(producer.flush(Duration.ofSeconds(60))).isTrue();
        return (double) allocated / MESSAGES;
    }

    /** A record of 9 bytes or so, in batches that grow by doubling: the rest would be an object per message. */
    @Test
    void theCallbackFormMakesNoObjectPerMessage() throws Exception {
        broker.oracle().createTopic("cheap", 4);
        try (ProducerHarness harness = ProducerHarness.open(broker.addresses())) {
            ProducerMessage keyless = ProducerMessage.of("cheap", new byte[1]);
            ProducerMessage keyed = ProducerMessage.of("cheap", new byte[1], new byte[1]);
            harness.sync().sendMessage(keyless);
            for (ProducerMessage message : new ProducerMessage[] {keyless, keyed, keyless.withPartition(1)}) {
                bytesPerMessage(harness.producer(), message);
                double bytes = bytesPerMessage(harness.producer(), message);
                assertThat(bytes).as("%s", message).isLessThan(30);
            }
        }
    }
}
