package io.myq.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux says of a process in {@code /proc}. Stateless; any thread. */
final class ProcessStat {

    /** Linux gives times to user space in hundredths of a second, whatever its own clock is. */
    private static final double TICKS_PER_SECOND = 100;

    private ProcessStat() {}

    /** User and system time of a process so far, in seconds, all threads together. */
    static double cpuSeconds(long pid) {
        return cpuSeconds(read(pid, "stat"));
    }

    static double cpuSeconds(String stat) {
        // the second field is the name in parentheses, and may contain anything; user and system time are the 14th and
        // 15th
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** Resident memory in bytes. */
    static long residentBytes(long pid) {
        return residentBytes(read(pid, "status"));
    }

    static long residentBytes(String status) {
        for (String line : status.split("\n")) {
            if (line.startsWith("VmRSS:")) {
                return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IllegalArgumentException("no VmRSS in: " + status);
    }

    private static String read(long pid, String file) {
        Path path = Path.of("/proc", String.valueOf(pid), file);
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path + ": the benchmarks need Linux", e);
        }
    }
}
