package io.myq.benchmarks;

import java.util.EnumMap;
import java.util.Map;

/** Runs one workload on both sides in turn, A B B A, and prints what comes out. Used by one thread. */
final class Comparison {

    private static final long LEAST_BEFORE_A_PACE = 1_000_000;

    private final BenchmarkBroker broker;
    private final NoiseBands noise;
    private final Options options;
    private final Workload workload;
    private final Side first;
    private final Map<Figure, Pairs> pairs = new EnumMap<>(Figure.class);
    private int runs;

    Comparison(BenchmarkBroker broker, NoiseBands noise, Options options, Workload workload) {
        this.broker = broker;
        this.noise = noise;
        this.options = options;
        this.workload = workload;
        this.first = options.againstItself() ? Side.KAFKA : Side.MYQ;
    }

    void run() {
        if (options.alone()) {
            trial(Side.MYQ, Math.max(0, workload.rate()), records())
                    .forEach((figure, value) ->
                            System.out.println(FigureLine.alone(workload.name(), figure, Side.MYQ, value)));
            return;
        }
        int rate = workload.rate() < 0 ? calibrate() : workload.rate();
        for (int pair = 0; pair < options.pairs(); pair++) {
            boolean firstBegins = pair % 2 == 0;
            Map<Figure, Double> early = trial(firstBegins ? first : Side.KAFKA, rate, records());
            Map<Figure, Double> late = trial(firstBegins ? Side.KAFKA : first, rate, records());
            Map<Figure, Double> ours = firstBegins ? early : late;
            Map<Figure, Double> theirs = firstBegins ? late : early;
            ours.forEach((figure, value) ->
                    pairs.computeIfAbsent(figure, Pairs::new).add(value, theirs.getOrDefault(figure, Double.NaN)));
        }
        pairs.forEach(this::print);
        new Floor(broker, workload, records()).run(pairs);
    }

    private void print(Figure figure, Pairs values) {
        if (options.againstItself()) {
            noise.keep(workload.name(), figure, values.spread());
        }
        double band = noise.band(workload.name(), figure, values.noise());
        System.out.println(FigureLine.compared(workload.name(), figure, first, Side.KAFKA, values, band));
    }

    private long records() {
        return options.records(workload);
    }

    /** @return a share of what the slower side can do */
    private int calibrate() {
        double slower = Math.min(
                trial(first, 0, records() / 2).get(Figure.THROUGHPUT),
                trial(Side.KAFKA, 0, records() / 2).get(Figure.THROUGHPUT));
        int rate = (int) (slower * -workload.rate() / 100);
        System.out.println(workload.name() + " rate=" + rate + " records per second");
        return rate;
    }

    private Map<Figure, Double> trial(Side side, int rate, long records) {
        String topic = workload.name() + "-" + ++runs;
        broker.createTopic(topic, workload.partitions());
        if (workload.idlePartitions()) {
            broker.createTopic(topic + "-before", 1);
        }
        Trial trial =
                new Trial(side, workload, broker.address(), topic, broker.pid(), warmUp(records, rate), records, rate);
        boolean start = workload.kind() == Workload.Kind.START;
        Map<Figure, Double> figures =
                start ? TrialProcess.first(trial.arguments()) : TrialProcess.load(LoadMain.class, trial.arguments());
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
}
