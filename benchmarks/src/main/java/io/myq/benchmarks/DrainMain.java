package io.myq.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The JVM of a floor of reading: sends the same encoded request with new offsets, reads each answer into the same memory and
 * drops it. Batches are not looked at, because all are equally long: no client can cost less on this machine.
 */
final class DrainMain {

    private final int batchBytes;
    private final int recordsPerBatch;
    private final FetchFrame frame;
    private final ReplayConnection connection;
    private long records;

    private DrainMain(Trial trial, ReplayConnection connection) {
        this.connection = connection;
        this.recordsPerBatch = trial.workload().recordsPerBatch();
        this.batchBytes = ReplayFrame.batch(trial.workload(), recordsPerBatch).remaining();
        this.frame = new FetchFrame(trial.topic(), trial.workload().partitions());
    }

    public static void main(String[] arguments) throws IOException {
        Trial trial = Trial.parse(arguments);
        try (ReplayConnection connection = ReplayConnection.open(trial.brokers())) {
            new DrainMain(trial, connection).run(trial);
        }
    }

    private void run(Trial trial) throws IOException {
        drainUntil(trial.warmUp());
        long before = records;
        double brokerCpu = ProcessStat.cpuSeconds(trial.brokerPid());
        double cpu = ProcessStat.cpuSeconds(ProcessHandle.current().pid());
        long start = System.nanoTime();
        drainUntil(trial.warmUp() + trial.records());
        double seconds = (System.nanoTime() - start) / 1e9;
        double millions = (records - before) / 1e6;
        print(Figure.CLIENT_CPU, (ProcessStat.cpuSeconds(ProcessHandle.current().pid()) - cpu) / millions);
        print(Figure.BROKER_CPU, (ProcessStat.cpuSeconds(trial.brokerPid()) - brokerCpu) / millions);
        print(Figure.THROUGHPUT, millions * 1e6 / seconds);
    }

    private void drainUntil(long count) throws IOException {
        while (records < count) {
            connection.write(frame.bytes());
            take(connection.readBody());
        }
    }

    /** Throttle time, error, session; topics; partitions with their offsets, and the length of their records. */
    private void take(ByteBuffer body) throws IOException {
        check(body.getShort(body.position() + 4));
        ReplayConnection.skip(body, 4 + 2 + 4);
        for (int topics = body.getInt(); topics > 0; topics--) {
            ReplayConnection.skip(body, body.getShort());
            for (int partitions = body.getInt(); partitions > 0; partitions--) {
                int partition = body.getInt();
                check(body.getShort());
                ReplayConnection.skip(body, 3 * Long.BYTES);
                // no aborted transactions, no preferred replica
                ReplayConnection.skip(body, 4 + 4);
                int bytes = body.getInt();
                long taken = (long) Math.max(0, bytes) / batchBytes * recordsPerBatch;
                frame.advance(partition, taken);
                records += taken;
                ReplayConnection.skip(body, Math.max(0, bytes));
            }
        }
    }

    private static void check(int error) throws IOException {
        if (error != 0) {
            throw new IOException("a replayed fetch was answered with error " + error);
        }
    }

    private static void print(Figure figure, double value) {
        System.out.println("figure " + figure.label() + " " + value);
    }
}
