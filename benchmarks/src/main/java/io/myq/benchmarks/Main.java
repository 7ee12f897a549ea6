package io.myq.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** The command: which workloads are to run, and how often. One thread. */
final class Main {

    private static final Path BANDS = Path.of("benchmarks", "target", "noise.properties");
    private static final long WARM_UP_RECORDS = 6_000_000;

    private Main() {}

    public static void main(String[] words) {
        String command = words.length == 0 ? "" : words[0];
        List<Workload> workloads = command.equals("smoke") ? Workloads.all() : Workloads.named(command);
        if (command.equals("list")) {
            Workloads.all().forEach(workload -> System.out.println(workload.name()));
        } else if (workloads.isEmpty()) {
            fail("unknown workload '" + command + "'; benchmarks/run list names them");
        } else {
            try {
                run(workloads, command.equals("smoke") ? Options.smoke() : Options.parse(words, 1));
            } catch (IllegalArgumentException e) {
                fail(e.getMessage());
            }
        }
    }

    private static void fail(String why) {
        System.err.println(why);
        System.err.println(
                "usage: benchmarks/run list | smoke | <workload> [--pairs N] [--records N] [--aa | --alone]");
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
    }
}
