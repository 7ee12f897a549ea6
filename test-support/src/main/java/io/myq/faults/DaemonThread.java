package io.myq.faults;

/**
 * Makes the threads of the proxy: none of them keeps a JVM alive.
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
}
