package io.myq.faults.consumer;

import io.myq.MyqClient;
import io.myq.config.AutoCommitConfig;
import io.myq.config.Config;
import io.myq.config.GroupProtocol;
import io.myq.config.HeartbeatConfig;
import io.myq.config.OffsetInitial;
import io.myq.config.SessionConfig;
import io.myq.group.ConsumerGroup;
import io.myq.group.ConsumerGroupClaim;
import io.myq.group.ConsumerGroupHandler;
import io.myq.group.ConsumerGroupSession;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A process with one member, which tells on its standard output what it is handed and what it has done, before it marks that.
 * Ends only by being killed.
 */
public final class KilledMember implements ConsumerGroupHandler {

    private KilledMember() {}

    /** Addresses, group, topic, protocol. */
    public static void main(String[] args) throws InterruptedException {
        try (MyqClient client = MyqClient.open(List.of(args[0].split(",")), config(GroupProtocol.valueOf(args[3])));
                ConsumerGroup group = client.consumerGroup(args[1])) {
            group.consume(List.of(args[2]), new KilledMember());
            new CountDownLatch(1).await();
        }
    }

    private static Config config(GroupProtocol protocol) {
        Config config = Config.defaults();
        var consumer = config.consumer();
        return config.withConsumer(consumer.withOffsets(consumer.offsets()
                        .withInitial(OffsetInitial.OLDEST)
                        .withAutoCommit(new AutoCommitConfig(true, Duration.ofMillis(20))))
                .withGroup(consumer.group()
                        .withProtocol(protocol)
                        .withSession(new SessionConfig(Duration.ofSeconds(1)))
                        .withHeartbeat(new HeartbeatConfig(Duration.ofMillis(200)))));
    }

    @Override
    public void consumeClaim(ConsumerGroupSession session, ConsumerGroupClaim claim) throws Exception {
        TopicPartition partition = claim.topicPartition();
        tell("claim", partition, -1);
        while (claim.isActive()) {
            for (ConsumerMessage message : claim.poll(Duration.ofMillis(200))) {
                tell("got", partition, message.offset());
                tell("done", partition, message.offset());
                session.markMessage(message);
            }
        }
    }

    /** In one piece, and its end can be told from a line that was cut off. */
    private static void tell(String what, TopicPartition partition, long offset) {
        synchronized (System.out) {
            System.out.println(what + " " + partition.partition() + " " + offset + " .");
            System.out.flush();
        }
    }
}
