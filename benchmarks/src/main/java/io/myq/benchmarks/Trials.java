package io.myq.benchmarks;

import java.util.Map;

/** Runs trials of one workload, each in a JVM of its own, with what they need on the broker. Used by one thread. */
interface Trials extends AutoCloseable {

    static Trials of(BenchmarkBroker broker, Workload workload, long records) {
        return switch (workload.kind()) {
            case LOAD, START -> new ProduceTrials(broker, workload);
            case CONSUME, VIEW, GROUP_START -> new SeededTrials(broker, workload, records);
            case IDLE -> new IdleTrials(broker, workload, records);
            case END_TO_END -> new EndToEndTrials(broker, workload);
        };
    }

    /**
     * @param rate per second; 0 for as fast as possible
     * @param protocol of kafka-clients, where it consumes
     */
    Map<Figure, Double> run(Side side, int rate, long records, GroupProtocol protocol);

    /** Prints what no client can be better than, where there is such a thing. */
    void floor(Map<Figure, Pairs> measured, long records);

    /** Removes what is on the broker. */
    @Override
    void close();
}
