package io.myq.benchmarks;

/** A consumer of either client that reads all partitions of a topic from the beginning. Used by one thread. */
interface BenchConsumer extends AutoCloseable {

    static BenchConsumer open(Trial trial) {
        if (trial.side() != Side.MYQ) {
            return new KafkaClientsConsumer(trial);
        }
        return trial.workload().kind() == Workload.Kind.VIEW ? new MyqCursorConsumer(trial) : new MyqConsumer(trial);
    }

    /** Takes what is there, and waits for a while when nothing is. */
    void poll(RecordSink sink);

    @Override
    void close();
}
