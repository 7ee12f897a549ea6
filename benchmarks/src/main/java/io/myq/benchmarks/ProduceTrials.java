package io.myq.benchmarks;

import java.util.Map;

/** Trials that write: each to a topic of its own, whose log is looked at afterwards. Used by one thread. */
final class ProduceTrials implements Trials {

    static final long LEAST_BEFORE_A_PACE = 1_000_000;

    private final BenchmarkBroker broker;
    private final Workload workload;
    private int runs;

    ProduceTrials(BenchmarkBroker broker, Workload workload) {
        this.broker = broker;
        this.workload = workload;
    }

    @Override
    public Map<Figure, Double> run(Side side, int rate, long records, GroupProtocol protocol) {
        String topic = workload.name() + "-" + ++runs;
        broker.createTopic(topic, workload.partitions());
        if (workload.idlePartitions()) {
            broker.createTopic(topic + "-before", 1);
        }
        Trial trial = new Trial(
                side, workload, broker.address(), topic, broker.pid(), warmUp(records, rate), records, rate, protocol);
        boolean start = workload.kind() == Workload.Kind.START;
        Map<Figure, Double> figures = start
                ? TrialProcess.first(StartMain.class, trial.arguments())
                : TrialProcess.load(LoadMain.class, trial.arguments());
        long written = broker.endOffsets(topic, workload.partitions());
        if (written != trial.expectedRecords()) {
            throw new IllegalStateException(side.label() + " has " + written + " records in the log of " + topic
                    + ", and not " + trial.expectedRecords() + "; nothing is compared");
        }
        addLog(figures, topic);
        broker.deleteTopic(topic);
        return figures;
    }

    private void addLog(Map<Figure, Double> figures, String topic) {
        if (workload.kind() == Workload.Kind.LOAD) {
            // the record that touches each partition goes alone, by intent
            LogScan log = broker.scan(topic, workload.idlePartitions() ? 1 : 0);
            figures.put(Figure.RECORDS_PER_BATCH, log.recordsPerBatch());
            figures.put(Figure.BYTES_PER_RECORD, log.bytesPerRecord());
        }
    }

    /** As much again, as fast as it goes: the compiler takes its time, and the more of it the slower the pace. */
    private long warmUp(long records, int rate) {
        if (workload.kind() == Workload.Kind.START) {
            return 0;
        }
        return rate == 0 ? records : Math.max(records, LEAST_BEFORE_A_PACE);
    }

    @Override
    public void floor(Map<Figure, Pairs> measured, long records) {
        new Floor(broker, workload, records).run(measured);
    }

    @Override
    public void close() {
        // each run has removed its topic
        runs = 0;
    }
}
