package io.myq.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** The command: which workloads are to run, and how often. One thread. */
final class Main {

    private static final Path BANDS = Path.of("benchmarks", "target", "noise.properties");
    /** Replayed twice: each replay warms up itself. */
    private static final long WARM_UP_RECORDS = 4_000_000;

    private static final String ONE_PAIR =
            "note: of one pair nobody can tell chance from difference, so 'no difference' is"
                    + " printed only where an --aa run was made before; --pairs 5 says more";

    private Main() {}

    public static void main(String[] words) {
        String command = words.length == 0 ? "" : words[0];
        boolean smoke = command.equals("smoke");
        List<Workload> workloads = smoke ? Workloads.smoke() : Workloads.named(command);
        Options options;
        try {
            if (command.equals("list")) {
                Options.none(words, 1);
                Workloads.all().forEach(workload -> System.out.println(workload.name()));
                return;
            }
            if (workloads.isEmpty()) {
                throw new IllegalArgumentException(
                        "unknown workload '" + command + "'; benchmarks/run list names them");
            }
            options = smoke ? Options.smoke(words, 1) : Options.parse(words, 1);
        } catch (IllegalArgumentException e) {
            fail(e.getMessage());
            return;
        }
        run(workloads, options);
    }

    private static void fail(String why) {
        System.err.println(why);
        System.err.println(
                "usage: benchmarks/run list | smoke [options] | <workload> [options]; options: [--pairs N] [--records N] [--aa | --alone] [--protocol classic|consumer]");
        System.exit(2);
    }

    private static void run(List<Workload> workloads, Options options) {
        NoiseBands noise = new NoiseBands(BANDS);
        try (BenchmarkBroker broker = BenchmarkBroker.start()) {
            Floor.warm(broker, Workloads.named("produce-100b").get(0), WARM_UP_RECORDS);
            for (Workload workload : workloads) {
                new Comparison(broker, noise, options, workload).run();
            }
        }
        if (options.withoutBand()) {
            System.out.println(ONE_PAIR);
        }
    }
}
