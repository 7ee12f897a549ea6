package io.myq.benchmarks;

import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The JVM of a trial with load: warms up, measures, and prints one line per figure. */
final class LoadMain {

    /** What a client keeps for the next burst, it may keep for a moment. */
    private static final long REST_NANOS = 3_000_000_000L;

    static final int WARM_UP_ROUNDS = 4;
    private static final long TICK_NANOS = 1_000_000;

    private final Trial trial;
    private final Workload workload;
    private final Payload payload;
    private final Outcomes outcomes = new Outcomes();
    private final BenchProducer producer;

    private LoadMain(Trial trial) {
        this.trial = trial;
        this.workload = trial.workload();
        this.payload = new Payload(workload.valueBytes());
        this.producer = BenchProducer.open(trial, outcomes);
    }

    public static void main(String[] arguments) {
        LoadMain main = new LoadMain(Trial.parse(arguments));
        try (main.producer) {
            main.run();
        }
    }

    private void run() {
        double idleHeap = workload.idlePartitions() ? touchAll() : 0;
        warmUp();
        outcomes.begin();
        measure();
        outcomes.check(trial.expectedRecords());
        if (trial.rate() > 0) {
            print(Figure.P50, outcomes.microseconds(50));
            print(Figure.P99, outcomes.microseconds(99));
            print(Figure.P999, outcomes.microseconds(99.9));
        }
        LockSupport.parkNanos(REST_NANOS);
        print(Figure.THREADS, Heap.threads());
        double heap = Heap.used();
        print(Figure.HEAP, heap / 1024);
        if (workload.idlePartitions()) {
            print(Figure.HEAP_PER_PARTITION, idleHeap / workload.partitions());
        }
    }

    /** In several rounds: what the compiler assumed before the first flush, it has to think over after it. */
    private void warmUp() {
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            long from = trial.warmUp() * round / WARM_UP_ROUNDS;
            sendAtOnce(trial.warmUp() * (round + 1) / WARM_UP_ROUNDS - from);
            producer.flush();
            producer.requests();
        }
    }

    private void measure() {
        double requests = producer.requests();
        double bytes = producer.bytes();
        Map<Long, Long> allocated = Heap.allocatedByThread();
        double brokerCpu = ProcessStat.cpuSeconds(trial.brokerPid());
        double cpu = ProcessStat.cpuSeconds(ProcessHandle.current().pid());
        long start = System.nanoTime();
        send(trial.records());
        producer.flush();
        double seconds = (System.nanoTime() - start) / 1e9;
        double millions = trial.records() / 1e6;
        print(Figure.CLIENT_CPU, (ProcessStat.cpuSeconds(ProcessHandle.current().pid()) - cpu) / millions);
        print(Figure.BROKER_CPU, (ProcessStat.cpuSeconds(trial.brokerPid()) - brokerCpu) / millions);
        if (trial.rate() == 0) {
            print(Figure.THROUGHPUT, trial.records() / seconds);
            print(Figure.ALLOC, Heap.allocatedSince(allocated) / trial.records());
        }
        print(Figure.BYTES_PER_REQUEST, (producer.bytes() - bytes) / (producer.requests() - requests));
    }

    /** One record to each partition. @return what they take of the heap all together, metadata included */
    private double touchAll() {
        producer.send(trial.topic() + "-before", 0, payload.value(0));
        producer.flush();
        double before = Heap.used();
        for (int i = 0; i < workload.partitions(); i++) {
            producer.send(trial.topic(), i, payload.value(i));
        }
        producer.flush();
        outcomes.check(workload.partitions() + 1L);
        outcomes.forgetOne();
        LockSupport.parkNanos(REST_NANOS);
        return Heap.used() - before;
    }

    private void send(long records) {
        if (trial.rate() > 0) {
            sendPaced(records);
        } else {
            sendAtOnce(records);
        }
    }

    private void sendAtOnce(long records) {
        for (long i = 0; i < records; i++) {
            producer.send(trial.topic(), partition(i), payload.value(i));
        }
    }

    /** Keeps to a schedule, whatever the client does: who waits is late for all that follows, and that counts. */
    private void sendPaced(long records) {
        long start = System.nanoTime();
        double interval = 1e9 / trial.rate();
        // where the CPU is the question, parking for each record would be most of the answer
        long tick = workload.idlePartitions() ? TICK_NANOS : 0;
        for (long i = 0; i < records; i++) {
            long intended = start + (long) (i * interval);
            if (intended - System.nanoTime() > 0) {
                parkUntil(intended + tick);
            }
            producer.send(trial.topic(), partition(i), payload.value(i), intended);
        }
    }

    static void parkUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private int partition(long record) {
        return workload.active() == 0 ? BenchProducer.ANY_PARTITION : (int) (record % workload.active());
    }

    private static void print(Figure figure, double value) {
        System.out.println("figure " + figure.label() + " " + value);
    }
}
