package io.myq.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** What the same records cost when requests like those of the first side are only replayed. Used by one thread. */
final class Floor {

    private static final String TOPIC = "replayed";

    private final BenchmarkBroker broker;
    private final Workload workload;
    private final long records;

    Floor(BenchmarkBroker broker, Workload workload, long records) {
        this.broker = broker;
        this.workload = workload;
        this.records = records;
    }

    /** @param measured with the shape of the requests */
    void run(Map<Figure, Pairs> measured) {
        boolean start = workload.kind() == Workload.Kind.START;
        int perBatch = start ? 1 : (int) Math.max(1, Math.round(of(measured, Figure.RECORDS_PER_BATCH)));
        int partitions = start ? 1 : partitions(measured, perBatch);
        print(run(partitions, perBatch), partitions, perBatch);
    }

    /** Replays for a while, so that the broker is warm. */
    static void warm(BenchmarkBroker broker, Workload workload, long records) {
        new Floor(broker, workload, records).run(Math.min(4, workload.partitions()), 150);
    }

    private int partitions(Map<Figure, Pairs> measured, int perBatch) {
        double batchBytes = perBatch * of(measured, Figure.BYTES_PER_RECORD);
        long perRequest = Math.round(of(measured, Figure.BYTES_PER_REQUEST) / batchBytes);
        return (int) Math.max(1, Math.min(workload.partitions(), perRequest));
    }

    private static double of(Map<Figure, Pairs> measured, Figure figure) {
        Pairs pairs = measured.get(figure);
        if (pairs == null) {
            throw new IllegalStateException("no " + figure.label() + " was measured");
        }
        return pairs.firstMedian();
    }

    private Map<Figure, Double> run(int partitions, int perBatch) {
        broker.createTopic(TOPIC, partitions);
        Path file = write(ReplayFrame.encode(workload, TOPIC, partitions, perBatch));
        long perRequest = (long) partitions * perBatch;
        long requests = Math.max(1, records / perRequest);
        List<String> arguments = List.of(
                broker.address(),
                file.toString(),
                String.valueOf(perRequest),
                String.valueOf(broker.pid()),
                String.valueOf(requests));
        try {
            return workload.kind() == Workload.Kind.START
                    ? TrialProcess.first(StartMain.class, List.of(Side.FLOOR.name(), broker.address(), file.toString()))
                    : TrialProcess.load(ReplayMain.class, arguments);
        } finally {
            delete(file);
            broker.deleteTopic(TOPIC);
        }
    }

    private void print(Map<Figure, Double> figures, int partitions, int perBatch) {
        String how = perBatch + " records × " + partitions + (partitions == 1 ? " partition" : " partitions")
                + " per replayed request";
        figures.forEach((figure, value) -> System.out.println(FigureLine.floor(workload.name(), figure, value, how)));
    }

    private static Path write(ByteBuffer frame) {
        try {
            Path file = Files.createTempFile("replay", ".bin");
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
                while (frame.hasRemaining()) {
                    out.write(frame);
                }
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the request to be replayed", e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + file, e);
        }
    }
}
