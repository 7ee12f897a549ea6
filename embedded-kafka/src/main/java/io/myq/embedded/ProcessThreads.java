package io.myq.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of another process, as the Linux kernel tells of them. SIGSTOP is sent at once, but each thread stops when
 * it next leaves or enters the kernel, and may answer a request before that.
 *
 * <p>No state, any thread.
 */
final class ProcessThreads {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private ProcessThreads() {}

    /**
     * Waits until all of them have stopped, at most so long. Where the system does not tell, it returns at once.
     *
     * @return whether they have, as far as is known
     */
    static boolean awaitStopped(long pid, long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!stopped(Path.of("/proc", Long.toString(pid), "task"))) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    private static boolean stopped(Path threads) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
            for (Path thread : all) {
                String stat = Files.readString(thread.resolve("stat"));
                // the name before it may hold anything, blanks and parentheses too
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            // no such system, no such process any more, or a thread that just ended
            return !Files.isDirectory(threads);
        }
    }
}
