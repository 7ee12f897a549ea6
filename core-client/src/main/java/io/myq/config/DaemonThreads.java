package io.myq.config;

import java.util.concurrent.ThreadFactory;

/** The default of {@code Config.ThreadFactory}: platform threads that do not keep the JVM alive. */
final class DaemonThreads {

    static final ThreadFactory FACTORY = task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    };

    private DaemonThreads() {}
}
