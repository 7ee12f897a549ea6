package io.myq.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Main class of the watchdog's JVM: when its standard input ends, the parent is gone, so it kills the brokers and deletes the
 * cluster's directory.
 *
 * <p>Runs in a child only, on its main thread.
 */
final class WatchdogMain {
    static final String ADD = "add";
    static final String REMOVE = "remove";

    private static final long TOLERANCE_MILLIS = 2_000;
    private static final long LIMIT_MILLIS = 10_000;
    private static final long PAUSE_MILLIS = 20;

    private WatchdogMain() {}

    /**
     * @param args the cluster's directory
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Map<Long, Instant> children = new HashMap<>();
        try {
            followUntilParentEnds(children);
        } finally {
            long deadline = System.currentTimeMillis() + LIMIT_MILLIS;
            while (killAll(children) && System.currentTimeMillis() < deadline) {
                Thread.sleep(PAUSE_MILLIS);
            }
            DirectoryDeletion.delete(Path.of(args[0]));
        }
    }

    private static void followUntilParentEnds(Map<Long, Instant> children) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ");
            long pid = Long.parseLong(words[1]);
            if (words[0].equals(ADD)) {
                children.put(pid, Instant.ofEpochMilli(Long.parseLong(words[2])));
            } else {
                children.remove(pid);
            }
        }
    }

    /** SIGKILL ends stopped (SIGSTOP) processes as well. True while one of them still runs. */
    private static boolean killAll(Map<Long, Instant> children) {
        boolean oneRuns = false;
        for (Map.Entry<Long, Instant> child : children.entrySet()) {
            Optional<ProcessHandle> process = ProcessHandle.of(child.getKey()).filter(p -> isSame(p, child.getValue()));
            if (process.isPresent() && runs(process.get())) {
                process.get().destroyForcibly();
                oneRuns = true;
            }
        }
        return oneRuns;
    }

    /** Without an init process that collects orphans, as in many containers, an ended one stays in the table as a zombie. */
    static boolean runs(ProcessHandle process) {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        try {
            return process.isAlive()
                    && (Files.notExists(status) || !Files.readString(status).contains("State:\tZ"));
        } catch (IOException e) {
            return process.isAlive();
        }
    }

    /** A process that got the id of an ended broker is somebody else's. */
    private static boolean isSame(ProcessHandle process, Instant started) {
        return process.info()
                .startInstant()
                .map(instant -> Math.abs(instant.toEpochMilli() - started.toEpochMilli()) < TOLERANCE_MILLIS)
                .orElse(true);
    }
}
