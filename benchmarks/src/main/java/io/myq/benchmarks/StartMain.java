package io.myq.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The JVM of a start: sends one record, prints what that took, and then stays as it is until a line on standard input
 * asks for the rest. Loads as little of its own as it can.
 */
final class StartMain {

    private StartMain() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals(Side.FLOOR.name())) {
            ReplayConnection connection = ReplayConnection.open(arguments[1]);
            connection.write(ReplayConnection.load(Path.of(arguments[2])));
            connection.readAnswer();
            rest();
            connection.close();
            return;
        }
        Trial trial = Trial.parse(arguments);
        Outcomes outcomes = new Outcomes();
        try (BenchProducer producer = BenchProducer.open(trial, outcomes)) {
            producer.send(
                    trial.topic(),
                    BenchProducer.ANY_PARTITION,
                    new byte[trial.workload().valueBytes()]);
            producer.flush();
            outcomes.check(1);
            rest();
        }
    }

    static void rest() throws IOException {
        long now = System.currentTimeMillis();
        String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
        System.out.println("acknowledged " + now + " " + stat.strip());
        System.out.flush();
        if (System.in.read() >= 0) {
            System.out.println("figure " + Figure.THREADS.label() + " " + Heap.threads());
            System.out.println("figure " + Figure.HEAP.label() + " " + Heap.used() / 1024);
        }
    }
}
