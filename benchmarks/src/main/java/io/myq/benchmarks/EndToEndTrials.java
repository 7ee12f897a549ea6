package io.myq.benchmarks;

import java.util.Map;

/** Trials that write to a topic of their own and read it in the same process. Used by one thread. */
final class EndToEndTrials implements Trials {

    private final BenchmarkBroker broker;
    private final Workload workload;
    private int runs;

    EndToEndTrials(BenchmarkBroker broker, Workload workload) {
        this.broker = broker;
        this.workload = workload;
    }

    @Override
    public Map<Figure, Double> run(Side side, int rate, long records, GroupProtocol protocol) {
        String topic = workload.name() + "-" + ++runs;
        broker.createTopic(topic, workload.partitions());
        long warmUp = Math.max(records, ProduceTrials.LEAST_BEFORE_A_PACE);
        Trial trial = new Trial(side, workload, broker.address(), topic, broker.pid(), warmUp, records, rate, protocol);
        Map<Figure, Double> figures = TrialProcess.load(EndToEndMain.class, trial.arguments());
        broker.deleteTopic(topic);
        return figures;
    }

    @Override
    public void floor(Map<Figure, Pairs> measured, long records) {
        // a message that nobody encodes has no latency
    }

    @Override
    public void close() {
        // each run has removed its topic
        runs = 0;
    }
}
