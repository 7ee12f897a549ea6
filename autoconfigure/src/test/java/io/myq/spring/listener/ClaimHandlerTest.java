package io.myq.spring.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.myq.group.ConsumerGroupHandler;
import io.myq.message.TopicPartition;
import io.myq.spring.annotation.QueueListener;
import io.myq.spring.convert.MissingPayloadConverter;
import io.myq.spring.testing.FakeClaim;
import io.myq.spring.testing.FakeSession;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How messages of claims reach a method: in turn, in order, and marked only when they are done. */
@Timeout(60)
class ClaimHandlerTest {

    private static final TopicPartition P0 = new TopicPartition("t", 0);

    private final FakeSession session = new FakeSession();
    private final FakeClaim claim = new FakeClaim("t", 0);
    private final List<ListenerFailure> failures = new CopyOnWriteArrayList<>();

    @Test
    void marksEachMessageWhenItsInvocationHasReturned() throws Exception {
        List<String> got = new CopyOnWriteArrayList<>();
        claim.deliver(bytes("a"), bytes("b"));
        claim.deliver(bytes("c"));

        run(new Texts(text -> {
            assertThat(session.marks.getOrDefault(P0, 0L)).isEqualTo(got.size());
            got.add(text);
            if (text.equals("c")) {
                claim.end();
            }
        }));

        assertThat(got).containsExactly("a", "b", "c");
        assertThat(session.marks).containsEntry(P0, 3L);
    }

    @Test
    void stopsAfterTheMessageAtHandWhenTheClaimEnds() throws Exception {
        List<String> got = new CopyOnWriteArrayList<>();
        claim.deliver(bytes("a"), bytes("b"), bytes("c"));

        run(new Texts(text -> {
            got.add(text);
            claim.end();
        }));

        assertThat(got).containsExactly("a");
        assertThat(session.marks).containsEntry(P0, 1L);
    }

    @Test
    void aMessageThatDoesNotFitIsReportedAndThePartitionGoesOn() throws Exception {
        List<String> got = new CopyOnWriteArrayList<>();
        claim.deliver(new byte[] {(byte) 0xFF, (byte) 0xFE}, null, bytes("good"));

        run(new Texts(text -> {
            got.add(text);
            claim.end();
        }));

        assertThat(got).containsExactly("good");
        assertThat(session.marks).containsEntry(P0, 3L);
        assertThat(failures).hasSize(2);
        assertThat(failures.get(0).kind()).isEqualTo(ListenerFailure.Kind.CONVERSION);
        assertThat(failures.get(0).position()).isEqualTo("t-0@0");
        assertThat(failures.get(0).cause())
                .hasMessage("payload of 2 bytes cannot be converted to java.lang.String:"
                        + " the bytes are not text in UTF-8");
        assertThat(failures.get(1).cause())
                .hasMessage("no payload to convert to java.lang.String"
                        + " (a tombstone; @Payload(required = false) accepts it, as null)");
    }

    @Test
    void aMethodThatThrowsIsReportedAndThePartitionGoesOn() throws Exception {
        claim.deliver(bytes("bad"), bytes("good"));

        run(new Texts(text -> {
            if (text.equals("bad")) {
                throw new IllegalStateException("no stock");
            }
            claim.end();
        }));

        assertThat(session.marks).containsEntry(P0, 2L);
        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo(ListenerFailure.Kind.LISTENER);
            assertThat(failure.listenerId()).isEqualTo("texts");
            assertThat(failure.group()).isEqualTo("g");
            assertThat(failure.position()).isEqualTo("t-0@0");
            assertThat(failure.cause())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no stock");
        });
    }

    @Test
    void anInterruptedMessageIsNotMarkedWhenTheClaimHasEnded() {
        claim.deliver(bytes("a"));

        assertThatThrownBy(() -> run(new Texts(text -> {
                    claim.end();
                    throw new InterruptedException("shutdown");
                })))
                .isInstanceOf(InterruptedException.class);

        assertThat(session.marks).isEmpty();
        assertThat(failures).isEmpty();
    }

    @Test
    void aMethodThatInterruptsItselfDoesNotLoop() throws Exception {
        claim.deliver(bytes("a"), bytes("b"));

        run(new Texts(text -> {
            if (text.equals("a")) {
                throw new InterruptedException("its own");
            }
            claim.end();
        }));

        assertThat(session.marks).containsEntry(P0, 2L);
        assertThat(failures).hasSize(1);
    }

    @Test
    void whatTheErrorHandlerThrowsLeavesTheMessageUndone() {
        claim.deliver(bytes("a"));

        assertThatThrownBy(() -> handler(
                                new Texts(text -> {
                                    throw new IllegalStateException("no stock");
                                }),
                                1,
                                failure -> {
                                    throw new IllegalArgumentException("again", failure.cause());
                                })
                        .consumeClaim(session, claim))
                .hasMessage("again");

        assertThat(session.marks).isEmpty();
    }

    @Test
    void aBatchIsMarkedAsAWholeAndLeavesOutWhatDoesNotFit() throws Exception {
        Batches batches = new Batches(claim);
        claim.deliver(bytes("a"), new byte[] {(byte) 0xFF}, bytes("c"));

        handler(batches, 1, failures::add).consumeClaim(session, claim);

        assertThat(batches.got).containsExactly(List.of("a", "c"));
        assertThat(batches.offsets).containsExactly(List.of(0L, 2L));
        assertThat(session.marks).containsEntry(P0, 3L);
        assertThat(failures)
                .singleElement()
                .satisfies(f -> assertThat(f.position()).isEqualTo("t-0@1"));
    }

    @Test
    void neverMoreInvocationsAtTheSameTimeThanTheConcurrency() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        CountDownLatch twoAtOnce = new CountDownLatch(2);
        ConsumerGroupHandler handler = handler(
                new Texts(text -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    twoAtOnce.countDown();
                    // with two turns and four claims this returns; with one it would wait in vain
                    assertThat(twoAtOnce.await(30, TimeUnit.SECONDS)).isTrue();
                    now.decrementAndGet();
                    done.incrementAndGet();
                }),
                2,
                failures::add);

        List<FakeClaim> claims = runClaims(handler, 4, 25);
        await().untilAsserted(() -> assertThat(done).hasValue(100));
        claims.forEach(FakeClaim::end);

        assertThat(most).hasValue(2);
        assertThat(failures).isEmpty();
    }

    @Test
    void aSlowPartitionLetsTheOthersHaveTheirTurn() throws Exception {
        CountDownLatch otherWasServed = new CountDownLatch(1);
        AtomicInteger before = new AtomicInteger();
        FakeClaim busy = new FakeClaim("t", 0);
        FakeClaim other = new FakeClaim("t", 1);
        for (int i = 0; i < 200; i++) {
            busy.deliver(bytes("busy"), bytes("busy"), bytes("busy"), bytes("busy"), bytes("busy"));
        }
        ConsumerGroupHandler handler = handler(
                new Texts(text -> {
                    if (text.equals("other")) {
                        otherWasServed.countDown();
                    } else if (otherWasServed.getCount() > 0) {
                        before.incrementAndGet();
                        otherWasServed.await(3, TimeUnit.MILLISECONDS);
                    }
                }),
                1,
                failures::add);

        start(handler, busy);
        other.deliver(bytes("other"));
        start(handler, other);

        assertThat(otherWasServed.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(before.get()).isLessThan(1_000);
        busy.end();
        other.end();
    }

    private List<FakeClaim> runClaims(ConsumerGroupHandler handler, int claims, int messages) {
        List<FakeClaim> started = new CopyOnWriteArrayList<>();
        for (int p = 0; p < claims; p++) {
            FakeClaim each = new FakeClaim("t", p);
            for (int i = 0; i < messages; i++) {
                each.deliver(bytes("m" + i));
            }
            start(handler, each);
            started.add(each);
        }
        return started;
    }

    private void start(ConsumerGroupHandler handler, FakeClaim each) {
        CompletableFuture.runAsync(
                () -> {
                    try {
                        handler.consumeClaim(session, each);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task).start());
    }

    private void run(Texts bean) throws Exception {
        handler(bean, 1, failures::add).consumeClaim(session, claim);
    }

    private static ConsumerGroupHandler handler(Object bean, int concurrency, ListenerErrorHandler errorHandler) {
        Method method = ListenerMethods.in(bean.getClass()).keySet().iterator().next();
        QueueListener annotation = method.getAnnotation(QueueListener.class);
        ListenerMethod target = ListenerMethod.of(
                new ListenerCandidate(bean, "texts", bean.getClass(), method, method, annotation),
                new MissingPayloadConverter());
        ListenerDefinition definition =
                new ListenerDefinition("texts", "g", new ListenerTopics(List.of("t"), null), concurrency, true, target);
        return new ClaimHandler(new Invocation(definition, errorHandler), target.batch(), concurrency);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private interface TextConsumer {
        void accept(String text) throws Exception;
    }

    private record Texts(TextConsumer consumer) {
        @QueueListener(topics = "t")
        void on(String text) throws Exception {
            consumer.accept(text);
        }
    }

    private static final class Batches {
        private final FakeClaim claim;
        private final List<List<String>> got = new CopyOnWriteArrayList<>();
        private final List<List<Long>> offsets = new CopyOnWriteArrayList<>();

        private Batches(FakeClaim claim) {
            this.claim = claim;
        }

        @QueueListener(topics = "t")
        void on(
                List<String> texts,
                @io.myq.spring.annotation.Header(io.myq.spring.annotation.MyqHeaders.OFFSET) List<Long> at) {
            got.add(List.copyOf(texts));
            offsets.add(List.copyOf(at));
            claim.end();
        }
    }
}
