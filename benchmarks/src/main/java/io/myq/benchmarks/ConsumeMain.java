package io.myq.benchmarks;

import java.util.Map;

/** The JVM of a trial that reads: warms up, measures, and prints one line per figure. */
final class ConsumeMain {

    private final Trial trial;
    private final Tally tally;
    private final BenchConsumer consumer;

    private ConsumeMain(Trial trial) {
        this.trial = trial;
        this.tally = new Tally(trial.workload());
        this.consumer = BenchConsumer.open(trial);
    }

    public static void main(String[] arguments) {
        ConsumeMain main = new ConsumeMain(Trial.parse(arguments));
        try (main.consumer) {
            main.run();
        }
    }

    private void run() {
        readUntil(trial.warmUp());
        measure();
        if (trial.rate() > 0) {
            print(Figure.THREADS, Heap.threads());
            print(Figure.HEAP, Heap.used() / 1024);
        }
    }

    private void measure() {
        long before = tally.count();
        Map<Long, Long> allocated = Heap.allocatedByThread();
        double brokerCpu = ProcessStat.cpuSeconds(trial.brokerPid());
        double cpu = ProcessStat.cpuSeconds(ProcessHandle.current().pid());
        long start = System.nanoTime();
        readUntil(before + trial.records());
        double seconds = (System.nanoTime() - start) / 1e9;
        // whoever hands over many at a time may have read a few more
        double records = tally.count() - before;
        print(Figure.CLIENT_CPU, (ProcessStat.cpuSeconds(ProcessHandle.current().pid()) - cpu) / records * 1e6);
        print(Figure.BROKER_CPU, (ProcessStat.cpuSeconds(trial.brokerPid()) - brokerCpu) / records * 1e6);
        if (trial.rate() == 0) {
            print(Figure.THROUGHPUT, records / seconds);
        }
        print(Figure.ALLOC, Heap.allocatedSince(allocated) / records - beyond());
    }

    /** Of what is allocated per record, the value itself is no cost of a client that hands out arrays. */
    private double beyond() {
        boolean view = trial.workload().kind() == Workload.Kind.VIEW && trial.side() == Side.MYQ;
        return view ? 0 : trial.workload().valueBytes();
    }

    private void readUntil(long count) {
        while (tally.count() < count) {
            consumer.poll(tally);
        }
    }

    private static void print(Figure figure, double value) {
        System.out.println("figure " + figure.label() + " " + value);
    }
}
