package io.myq.faults.producer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Every error code, as kafka-clients knows it, and a way to try many at once. Stateless. */
public final class ErrorTable {

    /** A code that no release has. */
    public static final int NOBODY_KNOWS = 9_999;

    private static final int THREADS = 12;

    /** The broker lost the producer's numbers: a new epoch helps, though kafka-clients does not call it retriable. */
    private static final Set<Errors> SEQUENCE_LOST =
            Set.of(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER, Errors.UNKNOWN_PRODUCER_ID, Errors.INVALID_PRODUCER_EPOCH);

    private ErrorTable() {}

    /** All codes but success, and one that nobody knows. */
    public static List<Integer> codes() {
        List<Integer> codes = new ArrayList<>(Arrays.stream(Errors.values())
                .filter(error -> error != Errors.NONE)
                .map(error -> (int) error.code())
                .toList());
        codes.add(NOBODY_KNOWS);
        return codes;
    }

    public static boolean retriable(int code) {
        return code != NOBODY_KNOWS && Errors.forCode((short) code).exception() instanceof RetriableException;
    }

    /** Whether a batch that was refused with it goes again. */
    static boolean goesAgain(int code) {
        return retriable(code) || code != NOBODY_KNOWS && SEQUENCE_LOST.contains(Errors.forCode((short) code));
    }

    /** How an error text must call it. */
    public static String name(int code) {
        return code == NOBODY_KNOWS
                ? Errors.UNKNOWN_SERVER_ERROR.name()
                : Errors.forCode((short) code).name();
    }

    /** What it says and what it says of its causes. */
    public static String text(@Nullable Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            text.append(each.getMessage()).append('\n');
        }
        return text.toString();
    }

    /** Runs all, some at a time; what they throw is collected, a line each. */
    public static List<String> failures(List<Callable<?>> cases) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            cases.forEach(each -> running.add(threads.submit(each)));
            threads.shutdown();
            threads.awaitTermination(120, TimeUnit.SECONDS);
            List<String> failures = new ArrayList<>();
            for (Future<?> each : running) {
                try {
                    each.get(0, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    failures.add(String.valueOf(e.getCause()));
                } catch (TimeoutException e) {
                    failures.add("one case has not finished: " + e);
                }
            }
            return failures;
        } finally {
            threads.shutdownNow();
        }
    }
}
