package io.myq.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The JVM of a floor: writes the same encoded request again and again, with a few in flight. Nothing is encoded,
 * partitioned, counted or completed: no client can cost less on this machine.
 */
final class ReplayMain {

    private static final int IN_FLIGHT = 5;

    private ReplayMain() {}

    /** @param arguments brokers, the file with the frame, records in it, broker's pid, requests */
    public static void main(String[] arguments) throws IOException {
        ByteBuffer frame = ReplayConnection.load(Path.of(arguments[1]));
        long perRequest = Long.parseLong(arguments[2]);
        long brokerPid = Long.parseLong(arguments[3]);
        long requests = Long.parseLong(arguments[4]);
        try (ReplayConnection connection = ReplayConnection.open(arguments[0])) {
            warmUp(connection, frame, requests);
            double brokerCpu = ProcessStat.cpuSeconds(brokerPid);
            double cpu = ProcessStat.cpuSeconds(ProcessHandle.current().pid());
            long start = System.nanoTime();
            replay(connection, frame, requests);
            double seconds = (System.nanoTime() - start) / 1e9;
            double millions = perRequest * requests / 1e6;
            print(
                    Figure.CLIENT_CPU,
                    (ProcessStat.cpuSeconds(ProcessHandle.current().pid()) - cpu) / millions);
            print(Figure.BROKER_CPU, (ProcessStat.cpuSeconds(brokerPid) - brokerCpu) / millions);
            print(Figure.THROUGHPUT, perRequest * requests / seconds);
        }
    }

    /** As the clients do: as much as is measured, in several rounds. */
    private static void warmUp(ReplayConnection connection, ByteBuffer frame, long requests) throws IOException {
        for (int round = 0; round < LoadMain.WARM_UP_ROUNDS; round++) {
            long from = requests * round / LoadMain.WARM_UP_ROUNDS;
            replay(connection, frame, requests * (round + 1) / LoadMain.WARM_UP_ROUNDS - from);
        }
    }

    static void replay(ReplayConnection connection, ByteBuffer frame, long requests) throws IOException {
        long answered = 0;
        for (long sent = 0; sent < requests; sent++) {
            if (sent - answered == IN_FLIGHT) {
                connection.readAnswer();
                answered++;
            }
            connection.write(frame);
        }
        for (; answered < requests; answered++) {
            connection.readAnswer();
        }
    }

    private static void print(Figure figure, double value) {
        System.out.println("figure " + figure.label() + " " + value);
    }
}
