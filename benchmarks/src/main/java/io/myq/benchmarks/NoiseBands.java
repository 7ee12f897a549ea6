package io.myq.benchmarks;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What A/A runs of this machine showed, kept for later runs in a file. One owner. */
final class NoiseBands {

    private final Path file;
    private final Properties bands = new Properties();

    NoiseBands(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                bands.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read the noise bands in " + file, e);
            }
        }
    }

    /** The band of a figure; that of the run at hand where no A/A run was made. */
    double band(String workload, Figure figure, double ofThisRun) {
        String kept = bands.getProperty(key(workload, figure));
        return kept == null ? ofThisRun : Double.parseDouble(kept);
    }

    void keep(String workload, Figure figure, double band) {
        bands.setProperty(key(workload, figure), String.valueOf(band));
        try (Writer writer = Files.newBufferedWriter(file)) {
            bands.store(writer, "largest ratio that kafka-clients showed against itself");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the noise bands to " + file, e);
        }
    }

    private static String key(String workload, Figure figure) {
        return workload + "." + figure.label();
    }
}
