package io.myq.group;

import static io.myq.group.GroupTestBed.LIMIT;
import static io.myq.group.GroupTestBed.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.balance.BalanceStrategies;
import io.myq.config.Config;
import io.myq.consumer.Consumer;
import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What applications do with claims while they go on: pause, resume, seek. */
class ClaimControlIT {

    @RegisterExtension
    static final GroupTestBed bed = new GroupTestBed();

    private static TopicPartition partition(String topic) {
        return new TopicPartition(topic, 0);
    }

    private static List<Long> offsets(RecordingHandler handler) {
        return handler.messages.stream().map(ConsumerMessage::offset).toList();
    }

    @Test
    void aPausedPartitionHandsOutNothingAndOthersGoOn() throws Exception {
        bed.oracle.createTopic("paused", 2);
        RecordingHandler handler = new RecordingHandler();
        ConsumerGroup group = bed.join(GroupTestBed.config(), "paused", "paused", handler);
        bed.oracle.send("paused", 0, "a");
        until(() -> handler.messages.size() == 1);

        TopicPartition stranger = new TopicPartition("stranger", 7);
        group.pause(List.of(partition("paused"), stranger));
        assertThat(group.paused()).containsExactly(partition("paused"));
        // what is fetched already may still come
        bed.oracle.send("paused", 0, "b");
        bed.oracle.send("paused", 1, "c");
        until(() -> handler.messages.stream().anyMatch(message -> message.partition() == 1));
        bed.oracle.send("paused", 0, "d");
        bed.oracle.send("paused", 1, "e");
        until(() -> handler.messages.stream()
                        .filter(message -> message.partition() == 1)
                        .count()
                == 2);
        assertThat(handler.messages.stream().filter(message -> message.partition() == 0 && message.offset() == 2))
                .isEmpty();

        group.resume(List.of(partition("paused"), stranger));
        until(() -> handler.messages.size() == 5);
        assertThat(group.paused()).isEmpty();
        assertThat(handler.eventsOf(partition("paused"))).containsExactly("setup", "begin");
    }

    @Test
    void aPauseOfTheGroupOutlivesTheHandlersFailureAndItsOwnDoesNot() throws Exception {
        bed.oracle.createTopic("pause-fails", 1);
        AtomicInteger runs = new AtomicInteger();
        RecordingHandler handler = new RecordingHandler() {
            @Override
            public void consumeClaim(ConsumerGroupSession session, ConsumerGroupClaim claim) throws Exception {
                if (runs.incrementAndGet() <= 2) {
                    claim.pause();
                    assertThat(claim.poll(Duration.ofMillis(50))).isEmpty();
                    throw new IllegalStateException("run " + runs);
                }
                super.consumeClaim(session, claim);
            }
        };
        bed.oracle.send("pause-fails", 0, "a");
        ConsumerGroup group = bed.join(GroupTestBed.config(), "pause-fails", "pause-fails", handler);
        until(() -> runs.get() >= 1);
        group.pauseAll();
        until(() -> runs.get() >= 3);
        assertThat(group.paused()).containsExactly(partition("pause-fails"));
        assertThat(handler.messages).isEmpty();
        group.resumeAll();
        until(() -> handler.messages.size() == 1);
    }

    @Test
    void aSeekBackBringsMessagesAgainAndTheCommittedOffsetFollows() throws Exception {
        bed.oracle.createTopic("back", 1);
        bed.oracle.sendKeyed("back", 5, 0, 20);
        RecordingHandler handler = new RecordingHandler();
        ConsumerGroup group = bed.join(GroupTestBed.config(), "back", "back", handler);
        until(() -> bed.committed("back", "back", 0) == 20);

        assertThat(group.seek(partition("back"), 15)).isTrue();
        until(() -> handler.messages.size() == 25);
        assertThat(offsets(handler).subList(20, 25)).containsExactly(15L, 16L, 17L, 18L, 19L);

        group.pauseAll();
        group.seek(partition("back"), 3);
        until(() -> bed.committed("back", "back", 0) == 3);
        group.resumeAll();
        until(() -> handler.messages.size() == 42);
        until(() -> bed.committed("back", "back", 0) == 20);

        group.seek(partition("back"), Consumer.OLDEST);
        until(() -> handler.messages.size() == 62);
        assertThat(group.seek(new TopicPartition("back", 1), 0)).as("not ours").isFalse();
        assertThatThrownBy(() -> group.seek(partition("back"), -3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSeekAheadSkipsAndDropsWhatWasFetched() throws Exception {
        bed.oracle.createTopic("ahead", 1);
        bed.oracle.sendKeyed("ahead", 5, 0, 50);
        CompletableFuture<ConsumerGroupClaim> claim = new CompletableFuture<>();
        CountDownLatch sought = new CountDownLatch(1);
        RecordingHandler handler = new RecordingHandler() {
            @Override
            public void consumeClaim(ConsumerGroupSession session, ConsumerGroupClaim own) throws Exception {
                session.markMessage(own.poll(Duration.ofSeconds(60)).get(0));
                claim.complete(own);
                sought.await();
                super.consumeClaim(session, own);
            }
        };
        ConsumerGroup group = bed.join(GroupTestBed.config(), "ahead", "ahead", handler);
        claim.get(60, TimeUnit.SECONDS).seek(10);
        claim.get().seek(45);
        sought.countDown();
        until(() -> handler.messages.size() == 5);
        assertThat(offsets(handler)).containsExactly(45L, 46L, 47L, 48L, 49L);
        claim.get().seek(Consumer.NEWEST);
        bed.oracle.send("ahead", 0, "news");
        until(() -> !handler.messages.isEmpty() && offsets(handler).contains(50L));
        assertThat(group.close(LIMIT)).isTrue();
        assertThat(bed.committed("ahead", "ahead", 0)).isEqualTo(51);
    }

    @Test
    void aSeekThatNoPollFollowsIsWhereTheNextOwnerBegins() throws Exception {
        bed.oracle.createTopic("seek-last", 1);
        bed.oracle.sendKeyed("seek-last", 5, 0, 10);
        RecordingHandler handler = new RecordingHandler() {
            @Override
            void handle(ConsumerGroupSession session, ConsumerGroupClaim claim, ConsumerMessage message)
                    throws Exception {
                super.handle(session, claim, message);
                if (message.offset() == 9) {
                    claim.seek(4);
                    throw new IllegalStateException("ends here");
                }
            }
        };
        Config slow = GroupTestBed.with(BalanceStrategies.range());
        slow = slow.withConsumer(slow.consumer()
                .withRetry(slow.consumer()
                        .retry()
                        .withBackoff(Duration.ofSeconds(50))
                        .withMaxBackoff(Duration.ofSeconds(50))));
        ConsumerGroup group = bed.join(slow, "seek-last", "seek-last", handler);
        until(() -> handler.eventsOf(partition("seek-last")).contains("end"));
        assertThat(group.close(LIMIT)).isTrue();
        assertThat(bed.committed("seek-last", "seek-last", 0)).isEqualTo(4);
    }
}
