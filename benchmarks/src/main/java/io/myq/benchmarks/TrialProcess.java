package io.myq.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Runs one trial in a fresh JVM, with the same flags for every side, and reads its figures. Used by one thread. */
final class TrialProcess {

    /** A heap that does not move: how often it is collected depends on the client alone. */
    private static final List<String> LOAD_FLAGS =
            List.of("-Xms512m", "-Xmx512m", "-XX:+UseG1GC", "-XX:+AlwaysPreTouch");

    private static final List<String> START_FLAGS = List.of("-Xmx512m", "-XX:+UseG1GC");

    /** More flags for the trials, for profiles. */
    private static final String MORE_FLAGS = "BENCHMARK_FLAGS";

    /** So long a started client rests before its memory is looked at. */
    private static final long REST_MILLIS = 2000;

    private TrialProcess() {}

    static Map<Figure, Double> load(Class<?> main, List<String> arguments) {
        Process process = start(LOAD_FLAGS, main, arguments);
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                take(line, figures);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(process, main, arguments);
        return figures;
    }

    static Map<Figure, Double> first(Class<?> main, List<String> arguments) {
        long begin = System.currentTimeMillis();
        Process process = start(START_FLAGS, main, arguments);
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            if (line != null) {
                String[] words = line.split(" ", 3);
                figures.put(Figure.START_WALL, (double) Long.parseLong(words[1]) - begin);
                figures.put(Figure.START_CPU, 1000 * ProcessStat.cpuSeconds(words[2]));
                Thread.sleep(REST_MILLIS);
                figures.put(Figure.RSS, ProcessStat.residentBytes(process.pid()) / (double) (1 << 20));
                process.getOutputStream().write('\n');
                process.getOutputStream().close();
            }
            for (line = out.readLine(); line != null; line = out.readLine()) {
                take(line, figures);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IllegalStateException("interrupted", e);
        }
        await(process, main, arguments);
        return figures;
    }

    private static Process start(List<String> flags, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        String more = System.getenv(MORE_FLAGS);
        if (more != null && !more.isBlank()) {
            command.addAll(List.of(more.trim().split("\\s+")));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command, e);
        }
    }

    private static void take(String line, Map<Figure, Double> figures) {
        String[] words = line.split(" ");
        if (words[0].equals("figure")) {
            figures.put(Figure.of(words[1]), Double.parseDouble(words[2]));
        } else {
            System.err.println(line);
        }
    }

    private static void await(Process process, Class<?> main, List<String> arguments) {
        try {
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IllegalStateException(
                        main.getSimpleName() + " " + arguments + " ended with " + exit + "; nothing is compared");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
