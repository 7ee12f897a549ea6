package io.myq.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the JVM says of its own memory. Stateless; any thread. */
final class Heap {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Heap() {}

    /** Used bytes after a collection. */
    static double used() {
        // what finalizers and cleaners free goes with the second
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Allocated so far by all threads that live now. */
    static double allocated() {
        double bytes = 0;
        for (long thread : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            bytes += Math.max(0, thread);
        }
        return bytes;
    }

    /** Java threads that live now. */
    static int threads() {
        return THREADS.getThreadCount();
    }
}
