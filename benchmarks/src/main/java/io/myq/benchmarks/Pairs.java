package io.myq.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The values of one figure on both sides, run for run; the n-th of one side ran next to the n-th of the other. One owner. */
final class Pairs {

    private final Figure figure;
    private final List<Double> first = new ArrayList<>();
    private final List<Double> second = new ArrayList<>();

    Pairs(Figure figure) {
        this.figure = figure;
    }

    void add(double ours, double theirs) {
        first.add(ours);
        second.add(theirs);
    }

    int count() {
        return first.size();
    }

    double firstMedian() {
        return median(first);
    }

    double secondMedian() {
        return median(second);
    }

    /** The median of the ratios within pairs: what changes on the machine between pairs does not count. */
    double ratio() {
        return median(ratios());
    }

    double worst() {
        return ratios().stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    double best() {
        return ratios().stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    /** How far apart two runs of the same side are: the largest ratio between neighbours of the second, 1 for one alone. */
    double noise() {
        double most = 1;
        for (int i = 1; i < second.size(); i++) {
            double ratio = second.get(i) / second.get(i - 1);
            most = Math.max(most, Math.max(ratio, 1 / ratio));
        }
        return most;
    }

    /** How far the pairs are from equal: for runs where both sides are the same. */
    double spread() {
        return ratios().stream()
                .mapToDouble(ratio -> Math.max(ratio, 1 / ratio))
                .max()
                .orElse(1);
    }

    private List<Double> ratios() {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            ratios.add(figure.ratio(first.get(i), second.get(i)));
        }
        return ratios;
    }

    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no median of nothing");
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }
}
