package io.myq.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Main class of an application that starts clusters of one node and never closes them: the first is left running, the second
 * paused, the third killed.
 *
 * <p>Tells the ids of the brokers and of itself on standard output, then waits to be killed or, if told so, ends.
 */
final class AbandoningParent {
    private AbandoningParent() {}

    /**
     * @param args directory for the clusters, number of clusters, "wait" or "end"
     */
    public static void main(String[] args) throws IOException {
        List<CompletableFuture<EmbeddedKafka>> starts = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            starts.add(CompletableFuture.supplyAsync(() ->
                    EmbeddedKafka.builder().tempDirectory(Path.of(args[0])).start()));
        }
        List<EmbeddedBroker> brokers =
                starts.stream().map(start -> start.join().broker(1)).toList();
        List<Long> pids =
                new ArrayList<>(brokers.stream().map(EmbeddedBroker::pid).toList());
        if (brokers.size() > 2) {
            brokers.get(1).pause();
            brokers.get(2).kill();
        }
        ProcessHandle.current()
                .children()
                .map(ProcessHandle::pid)
                .filter(pid -> !pids.contains(pid))
                .forEach(pids::add);
        pids.forEach(pid -> System.out.println("pid " + pid));
        System.out.println("ready");
        System.out.flush();
        if (args[2].equals("wait")) {
            System.in.read();
        }
    }
}
