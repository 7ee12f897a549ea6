package io.myq.faults;

/**
 * Makes the threads of the proxy, none of which keeps a JVM alive, and waits for them.
 *
 * <p>No state, any thread.
 */
final class DaemonThread {

    private DaemonThread() {}

    static Thread of(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Waits for its end, also when the caller is interrupted, which stays set. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
