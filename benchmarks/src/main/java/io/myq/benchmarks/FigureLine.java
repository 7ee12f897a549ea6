package io.myq.benchmarks;

import java.util.Locale;

/** One line of the output. Stateless; any thread. */
final class FigureLine {

    private FigureLine() {}

    /** @param noise ratios up to this, and down to its inverse, are what two equal clients show */
    static String compared(String workload, Figure figure, Side first, Side second, Pairs pairs, double noise) {
        double ratio = pairs.ratio();
        boolean equal = ratio <= noise && ratio >= 1 / noise;
        String label = first == second ? second.label() + "-again" : second.label();
        return String.format(
                Locale.ROOT,
                "%s %s %s=%s %s=%s ratio=%.2f (%.2f…%.2f over %s)%s",
                workload,
                figure.label(),
                first.label(),
                figure.format(pairs.firstMedian()),
                label,
                figure.format(pairs.secondMedian()),
                ratio,
                pairs.worst(),
                pairs.best(),
                pairs.count() == 1 ? "1 pair" : pairs.count() + " pairs",
                equal ? " no difference" : "");
    }

    /** Without anything to compare with. */
    static String alone(String workload, Figure figure, Side side, double value) {
        return workload + " " + figure.label() + " " + side.label() + "=" + figure.format(value);
    }

    static String floor(String workload, Figure figure, double value, String how) {
        return String.format(Locale.ROOT, "%s %s floor=%s (%s)", workload, figure.label(), figure.format(value), how);
    }
}
