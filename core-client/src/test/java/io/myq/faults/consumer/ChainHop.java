package io.myq.faults.consumer;

import static org.awaitility.Awaitility.await;

import io.myq.faults.Deliveries;
import io.myq.faults.ProxiedCluster;
import io.myq.testing.Oracle;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.core.ConditionTimeoutException;

/** One group of a chain with its members, which read one topic and write the next. Owned by the test's thread. */
final class ChainHop implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final ProxiedCluster cluster;
    private final Oracle oracle;
    private final ChainKind kind;
    private final String input;
    private final String output;
    private final Deliveries deliveries;
    private final UnreadRest rest;
    private final ExecutorService enders;
    private final List<Future<?>> endings = new ArrayList<>();
    private final ArrayDeque<ChainMember> members = new ArrayDeque<>();
    /** Names of static members that are gone. */
    private final ArrayDeque<String> freeInstances = new ArrayDeque<>();

    private int joined;

    /** What may happen to the members of a hop. */
    enum Event {
        JOIN,
        LEAVE,
        DIE
    }

    ChainHop(
            ProxiedCluster cluster,
            Oracle oracle,
            ChainKind kind,
            String input,
            String output,
            ExecutorService enders) {
        this.cluster = cluster;
        this.oracle = oracle;
        this.kind = kind;
        this.input = input;
        this.output = output;
        this.enders = enders;
        this.deliveries = new Deliveries(group());
        this.rest = new UnreadRest(cluster.kafka().bootstrapServers(), input, kind.transactional());
    }

    String input() {
        return input;
    }

    String output() {
        return output;
    }

    String group() {
        return "group-" + input;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    /** Begins it; those who go are waited for at the end only. */
    void happens(Event event) {
        switch (event) {
            case JOIN -> join();
            case LEAVE -> end(ChainMember::leave);
            case DIE -> end(ChainMember::die);
        }
    }

    private void join() {
        joined++;
        String instance = freeInstances.isEmpty() ? "instance-" + joined : freeInstances.remove();
        members.add(new ChainMember(input + "-member-" + joined, instance, cluster, kind, this));
    }

    private void end(Consumer<ChainMember> how) {
        ChainMember member = members.remove();
        freeInstances.add(member.instanceId());
        endings.add(enders.submit(() -> how.accept(member)));
    }

    /** Looks at what is committed now. */
    Map<TopicPartition, Long> watchCommits() throws Exception {
        Map<TopicPartition, Long> committed = oracle.committed(group());
        committed.forEach(
                (partition, offset) -> deliveries.committed(partition.topic(), partition.partition(), offset));
        return committed;
    }

    /** Waits until nothing is left to read behind what is committed. */
    void awaitDone() {
        try {
            await().atMost(LIMIT)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .pollInSameThread()
                    .until(() -> rest.isEmpty(watchCommits()));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("nothing more happens: " + this, e);
        }
    }

    /** Lets all members leave, and waits for those who went before. */
    void end() throws Exception {
        while (!members.isEmpty()) {
            happens(Event.LEAVE);
        }
        for (Future<?> ending : endings) {
            ending.get(2, TimeUnit.MINUTES);
        }
        watchCommits();
    }

    @Override
    public void close() {
        members.forEach(ChainMember::die);
        rest.close();
    }

    @Override
    public String toString() {
        return deliveries + ", members " + members;
    }
}
