package io.myq.benchmarks;

import java.util.EnumMap;
import java.util.Map;

/** Runs one workload on both sides in turn, A B B A, and prints what comes out. Used by one thread. */
final class Comparison {

    private final BenchmarkBroker broker;
    private final NoiseBands noise;
    private final Options options;
    private final Workload workload;
    private final Side first;
    private final Map<Figure, Pairs> pairs = new EnumMap<>(Figure.class);

    Comparison(BenchmarkBroker broker, NoiseBands noise, Options options, Workload workload) {
        this.broker = broker;
        this.noise = noise;
        this.options = options;
        this.workload = workload;
        this.first = options.againstItself() ? Side.KAFKA : Side.MYQ;
    }

    void run() {
        try (Trials trials = Trials.of(broker, workload, records())) {
            run(trials);
        }
    }

    private void run(Trials trials) {
        int rate = Math.max(0, workload.rate());
        if (options.alone()) {
            trials.run(Side.MYQ, rate, records(), GroupProtocol.CLASSIC)
                    .forEach((figure, value) ->
                            System.out.println(FigureLine.alone(workload.name(), figure, Side.MYQ, value)));
            return;
        }
        GroupProtocol protocol = ProtocolChoice.of(options, workload, trials, rate, records());
        if (workload.rate() < 0) {
            rate = calibrate(trials, protocol);
        }
        for (int pair = 0; pair < options.pairs(); pair++) {
            boolean firstBegins = pair % 2 == 0;
            Map<Figure, Double> early = trials.run(firstBegins ? first : Side.KAFKA, rate, records(), protocol);
            Map<Figure, Double> late = trials.run(firstBegins ? Side.KAFKA : first, rate, records(), protocol);
            Map<Figure, Double> ours = firstBegins ? early : late;
            Map<Figure, Double> theirs = firstBegins ? late : early;
            ours.forEach((figure, value) ->
                    pairs.computeIfAbsent(figure, Pairs::new).add(value, theirs.getOrDefault(figure, Double.NaN)));
        }
        pairs.forEach(this::print);
        trials.floor(pairs, records());
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
    private int calibrate(Trials trials, GroupProtocol protocol) {
        double slower = Math.min(
                trials.run(first, 0, records() / 2, protocol).get(Figure.THROUGHPUT),
                trials.run(Side.KAFKA, 0, records() / 2, protocol).get(Figure.THROUGHPUT));
        int rate = (int) (slower * -workload.rate() / 100);
        System.out.println(workload.name() + " rate=" + rate + " records per second");
        return rate;
    }
}
