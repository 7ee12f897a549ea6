package io.myq.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * The JVM of a trial that writes and reads: one thread keeps to a schedule, another reads, and each record carries the time
 * at which it should have been sent. Owned by the thread that writes, but for {@link Reader}.
 */
final class EndToEndMain {

    private static final long MOST_NANOS = 120_000_000_000L;
    private static final long LOOK_NANOS = 1_000_000;

    private final Trial trial;
    private final Payload payload;
    private final Outcomes sent = new Outcomes();
    private final Reader reader;

    private EndToEndMain(Trial trial) {
        this.trial = trial;
        this.payload = new Payload(trial.workload().valueBytes());
        this.reader = new Reader(trial);
    }

    public static void main(String[] arguments) {
        EndToEndMain main = new EndToEndMain(Trial.parse(arguments));
        main.reader.start();
        try (BenchProducer producer = BenchProducer.open(main.trial, main.sent)) {
            main.run(producer);
        } finally {
            main.reader.end();
        }
    }

    private void run(BenchProducer producer) {
        for (long i = 0; i < trial.warmUp(); i++) {
            send(producer, System.nanoTime(), i);
        }
        producer.flush();
        reader.await(trial.warmUp());
        reader.begin();
        double brokerCpu = ProcessStat.cpuSeconds(trial.brokerPid());
        double cpu = ProcessStat.cpuSeconds(ProcessHandle.current().pid());
        long start = System.nanoTime();
        double interval = 1e9 / trial.rate();
        for (long i = 0; i < trial.records(); i++) {
            long intended = start + (long) (i * interval);
            LoadMain.parkUntil(intended);
            send(producer, intended, i);
        }
        producer.flush();
        reader.await(trial.warmUp() + trial.records());
        double millions = trial.records() / 1e6;
        print(Figure.CLIENT_CPU, (ProcessStat.cpuSeconds(ProcessHandle.current().pid()) - cpu) / millions);
        print(Figure.BROKER_CPU, (ProcessStat.cpuSeconds(trial.brokerPid()) - brokerCpu) / millions);
        print(Figure.P50, reader.outcomes.microseconds(50));
        print(Figure.P99, reader.outcomes.microseconds(99));
        print(Figure.P999, reader.outcomes.microseconds(99.9));
        sent.check(trial.warmUp() + trial.records());
    }

    private void send(BenchProducer producer, long intended, long record) {
        byte[] value = payload.value(record).clone();
        ByteBuffer.wrap(value).putLong(intended);
        producer.send(trial.topic(), BenchProducer.ANY_PARTITION, value);
    }

    private static void print(Figure figure, double value) {
        System.out.println("figure " + figure.label() + " " + value);
    }

    /** The thread that reads. */
    private static final class Reader extends Thread implements RecordSink {

        private final Trial trial;
        private final long[] nextOffset;
        private final Outcomes outcomes = new Outcomes();
        private volatile boolean ended;
        private volatile long count;

        Reader(Trial trial) {
            super("reader");
            this.trial = trial;
            this.nextOffset = new long[trial.workload().partitions()];
            setDaemon(true);
        }

        @Override
        public void run() {
            try (BenchConsumer consumer = BenchConsumer.open(trial)) {
                while (!ended) {
                    consumer.poll(this);
                }
            } catch (RuntimeException e) {
                outcomes.failed(e);
                throw e;
            }
        }

        @Override
        public void record(int partition, long offset, byte[] array, int valueOffset, int valueLength) {
            if (offset != nextOffset[partition]++) {
                throw new IllegalStateException("partition " + partition + " has offset " + offset + " after "
                        + (nextOffset[partition] - 2) + "; nothing is compared");
            }
            outcomes.acknowledged(
                    ByteBuffer.wrap(array, valueOffset, valueLength).getLong());
            // one writer
            count = count + 1;
        }

        /** Waits until so many were read. */
        void await(long records) {
            long deadline = System.nanoTime() + MOST_NANOS;
            while (count < records) {
                if (System.nanoTime() > deadline || !isAlive()) {
                    throw new IllegalStateException(count + " of " + records + " records were read");
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
            outcomes.check(records);
        }

        /** The measured window begins; nothing is under way. */
        void begin() {
            outcomes.begin();
        }

        void end() {
            ended = true;
            try {
                join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
