package io.myq.embedded;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Looks at processes and sends them signals.
 *
 * <p>No state.
 */
final class Processes {
    private Processes() {}

    static void signal(long pid, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " -- " + pid)
                .inheritIO()
                .start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -s " + name + " " + pid + " failed");
        }
    }

    /** Whether a process with this id runs; one that ended and was not collected does not. */
    static boolean runs(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.isPresent() && WatchdogMain.runs(process.get());
    }

    /** The child process of this JVM that runs the class for the cluster. */
    static ProcessHandle child(Class<?> main, EmbeddedKafka cluster) {
        String directory = cluster.home().directory().toString();
        return ProcessHandle.current()
                .children()
                .filter(child -> Arrays.asList(child.info().arguments().orElse(new String[0]))
                        .contains(main.getName()))
                .filter(child -> child.info().commandLine().orElse("").contains(directory))
                .findFirst()
                .orElseThrow();
    }
}
