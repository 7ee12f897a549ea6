package io.myq.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

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

    /** Bytes allocated so far, by the ids of the threads that live now. */
    static Map<Long, Long> allocatedByThread() {
        long[] threads = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(threads);
        Map<Long, Long> byThread = new HashMap<>();
        for (int i = 0; i < threads.length; i++) {
            byThread.put(threads[i], Math.max(0, bytes[i]));
        }
        return byThread;
    }

    /** Bytes allocated since then, by the threads that live now: one that has ended must not count as negative. */
    static double allocatedSince(Map<Long, Long> before) {
        double bytes = 0;
        for (Map.Entry<Long, Long> thread : allocatedByThread().entrySet()) {
            bytes += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
        }
        return bytes;
    }

    /** Java threads that live now. */
    static int threads() {
        return THREADS.getThreadCount();
    }
}
