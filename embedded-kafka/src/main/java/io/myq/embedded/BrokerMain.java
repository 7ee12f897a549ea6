package io.myq.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;

/**
 * Main class of a broker's JVM: formats the storage and becomes the broker, in one process instead of two.
 *
 * <p>Runs in the child only. Its own thread waits for the end of standard input, which is the end of the parent.
 */
final class BrokerMain {
    private static final int STOPPED_WITH_PARENT = 3;

    private BrokerMain() {}

    /**
     * @param args the broker's properties file, then the arguments for Kafka's storage tool; none when it is formatted already
     */
    public static void main(String[] args) throws ReflectiveOperationException {
        endWithParent();
        if (args.length > 1) {
            format(Arrays.copyOfRange(args, 1, args.length));
        }
        Class.forName("kafka.Kafka").getMethod("main", String[].class).invoke(null, (Object) new String[] {args[0]});
    }

    private static void format(String[] args) throws ReflectiveOperationException {
        Object exitCode = Class.forName("kafka.tools.StorageTool")
                .getMethod("execute", String[].class, PrintStream.class)
                .invoke(null, args, System.out);
        if (!Integer.valueOf(0).equals(exitCode)) {
            throw new IllegalStateException("formatting the storage ended with exit code " + exitCode);
        }
    }

    /** Covers the moment between this process's start and its registration with the watchdog, and a watchdog that was killed. */
    private static void endWithParent() {
        Thread lifeline = new Thread(BrokerMain::waitForEndOfInput, "myq-lifeline");
        lifeline.setDaemon(true);
        lifeline.start();
    }

    private static void waitForEndOfInput() {
        try {
            int read = System.in.read();
            while (read >= 0) {
                read = System.in.read();
            }
        } catch (IOException e) {
            e.printStackTrace();
        }
        Runtime.getRuntime().halt(STOPPED_WITH_PARENT);
    }
}
