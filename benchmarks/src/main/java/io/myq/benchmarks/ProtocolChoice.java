package io.myq.benchmarks;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Finds the protocol with which kafka-clients does better at a workload: that one is compared with. Remembers what it found
 * for runs that have no time to look each time. One thread.
 */
final class ProtocolChoice {

    private static final int SHARE = 4;

    private static final Map<Figure, GroupProtocol> FOUND = new EnumMap<>(Figure.class);

    private ProtocolChoice() {}

    /** Tries both in short runs, unless there is nothing to choose. */
    static GroupProtocol of(Options options, Workload workload, Trials trials, int rate, long records) {
        GroupProtocol asked = options.protocol();
        if (!workload.consumes() || asked != null) {
            return asked == null ? GroupProtocol.CLASSIC : asked;
        }
        Figure figure = figure(workload);
        GroupProtocol known = options.isShort() ? FOUND.get(figure) : null;
        if (known != null) {
            System.out.println(workload.name() + " kafka-clients protocol=" + known.label() + " (as before)");
            return known;
        }
        Map<GroupProtocol, Double> found = new EnumMap<>(GroupProtocol.class);
        for (GroupProtocol protocol : GroupProtocol.values()) {
            found.put(
                    protocol,
                    trials.run(Side.KAFKA, rate, Math.max(1, records / SHARE), protocol)
                            .get(figure));
        }
        double classic = found.get(GroupProtocol.CLASSIC);
        double consumer = found.get(GroupProtocol.CONSUMER);
        GroupProtocol better = figure.ratio(classic, consumer) >= 1 ? GroupProtocol.CLASSIC : GroupProtocol.CONSUMER;
        FOUND.put(figure, better);
        System.out.println(String.format(
                Locale.ROOT,
                "%s kafka-clients protocol=%s (%s classic=%s consumer=%s)",
                workload.name(),
                better.label(),
                figure.label(),
                figure.format(classic),
                figure.format(consumer)));
        return better;
    }

    private static Figure figure(Workload workload) {
        return switch (workload.kind()) {
            case GROUP_START -> Figure.JOIN_WALL;
            case END_TO_END -> Figure.P99;
            default -> Figure.CLIENT_CPU;
        };
    }
}
