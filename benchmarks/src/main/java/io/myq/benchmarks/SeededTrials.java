package io.myq.benchmarks;

import java.util.Map;

/** Trials that read the same topic, which was written before, from its beginning. Used by one thread. */
final class SeededTrials implements Trials {

    private final BenchmarkBroker broker;
    private final Workload workload;
    private final String topic;

    SeededTrials(BenchmarkBroker broker, Workload workload, long records) {
        this.broker = broker;
        this.workload = workload;
        this.topic = workload.name();
        broker.createLastingTopic(topic, workload.partitions());
        SeededTopic.fill(broker, workload, topic, 2 * records);
    }

    @Override
    public Map<Figure, Double> run(Side side, int rate, long records, GroupProtocol protocol) {
        Trial trial = new Trial(side, workload, broker.address(), topic, broker.pid(), records, records, 0, protocol);
        return workload.kind() == Workload.Kind.GROUP_START
                ? TrialProcess.first(GroupStartMain.class, trial.arguments())
                : TrialProcess.load(ConsumeMain.class, trial.arguments());
    }

    @Override
    public void floor(Map<Figure, Pairs> measured, long records) {
        if (workload.kind() == Workload.Kind.GROUP_START) {
            return;
        }
        Trial trial = new Trial(
                Side.FLOOR,
                workload,
                broker.address(),
                topic,
                broker.pid(),
                records,
                records,
                0,
                GroupProtocol.CLASSIC);
        TrialProcess.load(DrainMain.class, trial.arguments())
                .forEach((figure, value) -> System.out.println(
                        FigureLine.floor(workload.name(), figure, value, "fetch responses read and dropped")));
    }

    @Override
    public void close() {
        broker.deleteTopic(topic);
    }
}
