package io.myq.group;

import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Marks all that it gets and remembers it, together with what it was told. Any thread. */
class RecordingHandler implements ConsumerGroupHandler {

    final ConcurrentLinkedQueue<ConsumerMessage> messages = new ConcurrentLinkedQueue<>();
    final List<String> events = Collections.synchronizedList(new ArrayList<>());
    /** The calls of setup and cleanup, each with all that it was told. */
    final List<String> sessions = new CopyOnWriteArrayList<>();

    final Set<TopicPartition> running = ConcurrentHashMap.newKeySet();
    volatile boolean overlapped;

    @Override
    public void setup(ConsumerGroupSession session, Set<TopicPartition> gained) {
        sessions.add("setup " + new TreeSet<>(gained));
        gained.forEach(partition -> events.add("setup " + partition));
    }

    @Override
    public void consumeClaim(ConsumerGroupSession session, ConsumerGroupClaim claim) throws Exception {
        overlapped |= !running.add(claim.topicPartition());
        events.add("begin " + claim.topicPartition());
        try {
            while (claim.isActive()) {
                for (ConsumerMessage message : claim.poll(Duration.ofMillis(200))) {
                    if (!claim.isActive()) {
                        break;
                    }
                    handle(session, claim, message);
                }
            }
        } finally {
            events.add("end " + claim.topicPartition());
            running.remove(claim.topicPartition());
        }
    }

    void handle(ConsumerGroupSession session, ConsumerGroupClaim claim, ConsumerMessage message) throws Exception {
        messages.add(message);
        session.markMessage(message);
    }

    @Override
    public void cleanup(ConsumerGroupSession session, Set<TopicPartition> lost) {
        lost.forEach(partition -> events.add("cleanup " + partition));
        sessions.add("cleanup " + new TreeSet<>(lost));
    }

    List<String> eventsOf(TopicPartition partition) {
        return List.copyOf(events).stream()
                .filter(event -> event.endsWith(" " + partition))
                .map(event -> event.substring(0, event.indexOf(' ')))
                .toList();
    }
}
