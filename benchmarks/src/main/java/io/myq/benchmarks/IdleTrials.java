package io.myq.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Trials that read one partition at the pace at which it is written, with thousands assigned that nobody writes to. The
 * writer is this process, and not the one that is measured. Used by one thread, beside the writer's own.
 */
final class IdleTrials implements Trials {

    /** Readers take a moment to begin; what is written meanwhile is their warm-up. */
    private static final long LEAST_WARM_UP_SECONDS = 5;

    private static final long MOST_WARM_UP_SECONDS = 15;

    private final BenchmarkBroker broker;
    private final Workload workload;
    private final String topic;
    private long written;

    IdleTrials(BenchmarkBroker broker, Workload workload, long records) {
        this.broker = broker;
        this.workload = workload;
        this.topic = workload.name();
        broker.createLastingTopic(topic, workload.partitions());
    }

    @Override
    public Map<Figure, Double> run(Side side, int rate, long records, GroupProtocol protocol) {
        long seconds = Math.max(LEAST_WARM_UP_SECONDS, Math.min(MOST_WARM_UP_SECONDS, 2 * records / rate));
        long warmUp = written + rate * seconds;
        Trial trial = new Trial(side, workload, broker.address(), topic, broker.pid(), warmUp, records, rate, protocol);
        Feed feed = new Feed(rate);
        feed.start();
        try {
            return TrialProcess.load(ConsumeMain.class, trial.arguments());
        } finally {
            feed.end();
        }
    }

    @Override
    public void floor(Map<Figure, Pairs> measured, long records) {
        // what nobody writes to costs nothing at best
    }

    @Override
    public void close() {
        broker.deleteTopic(topic);
    }

    /** Writes to the first partition until it is told to end. */
    private final class Feed extends Thread {

        private final int rate;
        private volatile boolean ended;

        Feed(int rate) {
            super("feed");
            this.rate = rate;
        }

        @Override
        public void run() {
            int perBatch = workload.recordsPerBatch();
            ByteBuffer frame = ReplayFrame.encode(workload, topic, 1, perBatch);
            long interval = perBatch * 1_000_000_000L / rate;
            try (ReplayConnection connection = ReplayConnection.open(broker.address())) {
                long due = System.nanoTime();
                while (!ended) {
                    ReplayMain.replay(connection, frame, 1);
                    written += perBatch;
                    due += interval;
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write to " + topic, e);
            }
        }

        void end() {
            ended = true;
            try {
                join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }
}
