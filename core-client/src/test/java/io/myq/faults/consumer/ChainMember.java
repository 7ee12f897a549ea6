package io.myq.faults.consumer;

import io.myq.MyqClient;
import io.myq.faults.Deliveries;
import io.myq.faults.Match;
import io.myq.faults.Passage.Ending;
import io.myq.faults.ProxiedCluster;
import io.myq.group.ConsumerGroup;
import io.myq.group.ConsumerGroupClaim;
import io.myq.group.ConsumerGroupHandler;
import io.myq.group.ConsumerGroupSession;
import io.myq.message.ConsumerMessage;
import io.myq.message.ProducerMessage;
import io.myq.producer.SendResult;
import io.myq.producer.SyncProducer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** One member, as a process of its own would be: copies what it reads into the next topic, and marks what is there. */
final class ChainMember implements ConsumerGroupHandler {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MOST_AT_ONCE = 200;

    private final String name;
    private final String instanceId;
    private final String output;
    private final Deliveries deliveries;
    private final boolean transactional;
    private final ProxiedCluster cluster;
    private final MyqClient client;
    private final ConsumerGroup group;
    private final SyncProducer producer;
    /** A producer has one transaction at a time, and each claim has a thread. */
    private final ReentrantLock transacting = new ReentrantLock();

    /** @param instanceId names it if members of this kind are static; others may have had it before */
    ChainMember(String name, String instanceId, ProxiedCluster cluster, ChainKind kind, ChainHop hop) {
        this.name = name;
        this.instanceId = instanceId;
        this.cluster = cluster;
        this.output = hop.output();
        this.deliveries = hop.deliveries();
        this.transactional = kind.transactional();
        this.client = MyqClient.open(List.of(cluster.bootstrapServers().split(",")), kind.config(name, instanceId));
        this.producer = client.syncProducer();
        this.group = client.consumerGroup(hop.group());
        group.consume(List.of(hop.input()), this);
    }

    @Override
    public void consumeClaim(ConsumerGroupSession session, ConsumerGroupClaim claim) throws Exception {
        var partition = claim.topicPartition();
        Deliveries.Claim seen = deliveries.claim(name, partition.topic(), partition.partition());
        while (claim.isActive()) {
            List<ConsumerMessage> messages = claim.poll(Duration.ofMillis(200));
            for (int i = 0; i < messages.size() && claim.isActive(); i += MOST_AT_ONCE) {
                List<ConsumerMessage> some = messages.subList(i, Math.min(messages.size(), i + MOST_AT_ONCE));
                some.forEach(message -> seen.delivered(message.offset()));
                if (transactional) {
                    transact(session, claim, seen, some);
                } else {
                    copy(some);
                    some.forEach(message -> seen.done(message.offset()));
                    session.markMessage(some.get(some.size() - 1));
                }
            }
        }
    }

    private void copy(List<ConsumerMessage> messages) {
        List<ProducerMessage> copies = messages.stream()
                .map(message -> ProducerMessage.of(output, message.key(), message.value()))
                .toList();
        for (SendResult result : producer.sendMessages(copies)) {
            if (result.failure() != null) {
                throw result.failure();
            }
        }
    }

    private void transact(
            ConsumerGroupSession session,
            ConsumerGroupClaim claim,
            Deliveries.Claim seen,
            List<ConsumerMessage> messages) {
        transacting.lock();
        try {
            if (claim.isActive()) {
                producer.beginTxn();
                try {
                    copy(messages);
                    producer.addMessageToTxn(messages.get(messages.size() - 1), session.groupMetadata(), null);
                    messages.forEach(message -> seen.done(message.offset()));
                    producer.commitTxn();
                } catch (RuntimeException e) {
                    producer.abortTxn();
                    throw e;
                }
            }
        } finally {
            transacting.unlock();
        }
    }

    String instanceId() {
        return instanceId;
    }

    /** Ends in good order. */
    void leave() {
        if (!group.close(LIMIT) | !client.close(LIMIT)) {
            throw new AssertionError(name + " did not end in order: " + group.status());
        }
    }

    /** Is gone from one moment to the next: it neither leaves nor commits, and what is on its way is cut off. */
    void die() {
        cluster.faults().add(Match.requests().client(name), (passage, rule) -> {
            passage.drop();
            passage.end(Ending.RESET);
        });
        cluster.faults().add(Match.responses().client(name), (passage, rule) -> {
            passage.drop();
            passage.end(Ending.RESET);
        });
        client.close(Duration.ofMillis(200));
    }

    @Override
    public String toString() {
        return name + " " + group.status() + (transactional ? " " + producer.txnStatus() : "");
    }
}
