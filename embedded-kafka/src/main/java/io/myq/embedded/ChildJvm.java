package io.myq.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a Java process that the terminal's Ctrl-C does not reach and that leaves nothing outside of the cluster's directory.
 *
 * <p>No state, any thread.
 */
final class ChildJvm {
    static final boolean WINDOWS = File.separatorChar == '\\';

    /**
     * A signal ignored before the exec stays ignored in the JVM. A session of its own, where setsid exists, also keeps away
     * what is sent to the application's whole process group, including SIGKILL: the watchdog must outlive that.
     */
    private static final String DETACH =
            "; if command -v setsid >/dev/null 2>&1; then exec setsid \"$@\"; else exec \"$@\"; fi";

    private static final List<String> OPTION_VARIABLES =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private ChildJvm() {}

    /**
     * @param ignoredSignals names as the shell's trap takes them
     * @param log gets standard output and error, appended
     */
    static Process start(List<String> command, String ignoredSignals, Path log) throws IOException {
        List<String> detached = new ArrayList<>();
        if (!WINDOWS) {
            detached.addAll(List.of("/bin/sh", "-c", "trap '' " + ignoredSignals + DETACH, "myq-embedded-kafka"));
        }
        detached.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(detached);
        // meant for the application: a debugger's port, for example, can be opened only once
        OPTION_VARIABLES.forEach(builder.environment()::remove);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return builder.start();
    }

    static List<String> command(
            Path javaHome, List<String> jvmArguments, Path launcher, Class<?> main, List<String> args) {
        Path java = javaHome.resolve("bin").resolve(WINDOWS ? "java.exe" : "java");
        if (!Files.isExecutable(java)) {
            throw new EmbeddedKafkaException("No Java to run the broker with: " + java
                    + " is not there or not executable; set javaHome(..) to a JDK or JRE, 17 or later");
        }
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        // SIGKILL leaves the file of the performance counters behind
        command.addAll(List.of("-XX:-UsePerfData", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(jvmArguments);
        command.addAll(List.of("-cp", launcher.toString(), main.getName()));
        command.addAll(args);
        return command;
    }
}
