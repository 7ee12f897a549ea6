package io.myq.spring.testing;

import io.myq.message.ProducerMessage;
import io.myq.message.RecordMetadata;
import io.myq.producer.AsyncProducer;
import io.myq.producer.CloseReport;
import io.myq.producer.ProducerMetrics;
import io.myq.producer.ResultStream;
import io.myq.producer.SendCallback;
import io.myq.producer.SendResult;
import io.myq.producer.SyncProducer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what was sent, and acknowledges it at once. */
public final class FakeProducer implements AsyncProducer, WithoutTransactions {

    public final List<ProducerMessage> sent = new CopyOnWriteArrayList<>();

    @Override
    public CompletableFuture<RecordMetadata> send(ProducerMessage message) {
        return CompletableFuture.completedFuture(acknowledge(message));
    }

    @Override
    public CompletableFuture<RecordMetadata> send(ProducerMessage message, Duration timeout) {
        return send(message);
    }

    @Override
    public void send(ProducerMessage message, SendCallback callback) {
        throw new AssertionError("not used here");
    }

    @Override
    public ResultStream successes() {
        throw new IllegalStateException("off");
    }

    @Override
    public ResultStream errors() {
        throw new IllegalStateException("off");
    }

    @Override
    public boolean flush(Duration timeout) {
        return true;
    }

    @Override
    public CloseReport close(Duration timeout) {
        return new CloseReport(Map.of(), Map.of());
    }

    @Override
    public void close() {}

    @Override
    public ProducerMetrics metrics() {
        return new ProducerMetrics(sent.size(), 2, 3, 4, 5, 6, 7, 8, 9);
    }

    private RecordMetadata acknowledge(ProducerMessage message) {
        sent.add(message);
        return new RecordMetadata(message.topic(), 0, sent.size() - 1, 0);
    }

    /** The same with waiting. */
    public SyncProducer sync() {
        return new Sync();
    }

    private final class Sync implements SyncProducer, WithoutTransactions {

        @Override
        public RecordMetadata sendMessage(ProducerMessage message) {
            return acknowledge(message);
        }

        @Override
        public RecordMetadata sendMessage(ProducerMessage message, Duration timeout) {
            return acknowledge(message);
        }

        @Override
        public List<SendResult> sendMessages(List<ProducerMessage> messages, Duration timeout) {
            return sendMessages(messages);
        }

        @Override
        public List<SendResult> sendMessages(List<ProducerMessage> messages) {
            return messages.stream()
                    .map(message -> new SendResult(message, acknowledge(message), null))
                    .toList();
        }

        @Override
        public CloseReport close(Duration timeout) {
            return new CloseReport(Map.of(), Map.of());
        }

        @Override
        public void close() {}
    }
}
