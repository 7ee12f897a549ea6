package io.myq.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.consumer.FetchSession.Want;
import io.myq.error.ErrorCode;
import io.myq.internal.protocol.FetchRequest;
import io.myq.internal.protocol.FetchResponse;
import io.myq.message.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FetchSessionTest {

    private static final UUID ORDERS = new UUID(1, 1);

    private final FetchSession session = new FetchSession();

    @Test
    void saysEverythingOnceAndThenOnlyWhatChanged() {
        session.want(want("orders", 0, 10));
        session.want(want("orders", 1, 20));
        FetchRequest first = next();
        assertThat(first.sessionId()).isZero();
        assertThat(first.sessionEpoch()).isZero();
        assertThat(asked(first)).containsExactly("orders-0@10", "orders-1@20");
        assertThat(session.onResponse(answer(7))).isTrue();

        session.want(want("orders", 1, 25));
        FetchRequest second = next();
        assertThat(second.sessionId()).isEqualTo(7);
        assertThat(second.sessionEpoch()).isEqualTo(1);
        assertThat(asked(second)).containsExactly("orders-1@25");
        assertThat(session.onResponse(answer(7))).isTrue();

        FetchRequest third = next();
        assertThat(third.sessionEpoch()).isEqualTo(2);
        assertThat(third.topics()).isEmpty();
        assertThat(third.forgottenTopicsData()).isEmpty();
    }

    @Test
    void tellsTheBrokerToForgetWhatIsNotWanted() {
        open(want("orders", 0, 10), want("orders", 1, 20));
        session.forget(new TopicPartition("orders", 0));
        FetchRequest request = next();
        assertThat(request.topics()).isEmpty();
        assertThat(forgotten(request)).containsExactly("orders-0");
        session.onResponse(answer(7));
        assertThat(session.sent(new TopicPartition("orders", 0))).isNull();

        session.want(want("orders", 0, 11));
        assertThat(asked(next())).containsExactly("orders-0@11");
    }

    @Test
    void doesNotForgetWhatIsWantedAgainInTime() {
        open(want("orders", 0, 10));
        session.forget(new TopicPartition("orders", 0));
        session.want(want("orders", 0, 10));
        FetchRequest request = next();
        assertThat(asked(request)).containsExactly("orders-0@10");
        assertThat(forgotten(request)).isEmpty();
    }

    @Test
    void neverMentionsWhatWasForgottenBeforeItWasSaid() {
        open(want("orders", 0, 10));
        session.want(want("orders", 1, 0));
        session.forget(new TopicPartition("orders", 1));
        FetchRequest request = next();
        assertThat(request.topics()).isEmpty();
        assertThat(request.forgottenTopicsData()).isEmpty();
    }

    @Test
    void beginsAnewWhenTheBrokerHasForgottenTheSession() {
        open(want("orders", 0, 10), want("orders", 1, 20));
        next();
        assertThat(session.onResponse(failure(ErrorCode.FETCH_SESSION_ID_NOT_FOUND)))
                .isFalse();
        FetchRequest full = next();
        assertThat(full.sessionId()).isZero();
        assertThat(full.sessionEpoch()).isZero();
        assertThat(asked(full)).containsExactly("orders-0@10", "orders-1@20");
    }

    @Test
    void closesTheOldSessionWhenAnAnswerWasLost() {
        open(want("orders", 0, 10));
        next();
        session.onFailure();
        FetchRequest full = next();
        assertThat(full.sessionId()).isEqualTo(7);
        assertThat(full.sessionEpoch()).isZero();
        assertThat(session.onResponse(answer(8))).isTrue();
        assertThat(next().sessionId()).isEqualTo(8);
    }

    @Test
    void asksInFullAgainWhileTheBrokerHasNoRoomForASession() {
        session.want(want("orders", 0, 10));
        next();
        session.onResponse(answer(0));
        FetchRequest again = next();
        assertThat(again.sessionEpoch()).isZero();
        assertThat(asked(again)).containsExactly("orders-0@10");
    }

    @Test
    void putsWhatGotDataLast() {
        session.want(want("orders", 0, 10));
        session.want(want("orders", 1, 20));
        next();
        session.onResponse(answer(0));
        session.want(want("orders", 0, 11));
        assertThat(asked(next())).containsExactly("orders-1@20", "orders-0@11");
    }

    @Test
    void forgetsTheOldTopicWhenItWasCreatedAnew() {
        open(want("orders", 0, 10));
        session.want(new Want(new TopicPartition("orders", 0), new UUID(2, 2), 0, 0, -1, 1000));
        FetchRequest request = next();
        assertThat(request.topics().get(0).topicId()).isEqualTo(new UUID(2, 2));
        assertThat(request.forgottenTopicsData().get(0).topicId()).isEqualTo(ORDERS);
        assertThat(session.sent(new TopicPartition("orders", 0)).offset()).isZero();
    }

    /** A model of the broker's side follows every request; both must agree after each, whatever happens. */
    @Test
    void agreesWithTheBrokerWhateverHappens() {
        long seed = System.nanoTime();
        System.out.println("FetchSessionTest seed " + seed);
        Random random = new Random(seed);
        Map<String, Long> broker = new HashMap<>();
        Map<String, Long> wanted = new HashMap<>();
        for (int step = 0; step < 5_000; step++) {
            int partition = random.nextInt(20);
            if (random.nextInt(3) > 0) {
                long offset = random.nextInt(1000);
                session.want(want("orders", partition, offset));
                wanted.put("orders-" + partition, offset);
            } else {
                session.forget(new TopicPartition("orders", partition));
                wanted.remove("orders-" + partition);
            }
            if (random.nextInt(4) == 0 && session.wantsAny()) {
                FetchRequest request = next();
                if (request.sessionEpoch() == 0) {
                    broker.clear();
                }
                Set<String> touched = new HashSet<>(forgotten(request));
                touched.forEach(broker::remove);
                for (String asked : asked(request)) {
                    String name = asked.substring(0, asked.indexOf('@'));
                    assertThat(touched.add(name))
                            .as("seed %d: %s twice", seed, name)
                            .isTrue();
                    broker.put(name, Long.valueOf(asked.substring(asked.indexOf('@') + 1)));
                }
                assertThat(broker).as("seed %d, step %d", seed, step).isEqualTo(wanted);
                int luck = random.nextInt(20);
                if (luck == 0) {
                    session.onFailure();
                } else if (luck == 1) {
                    session.onResponse(failure(ErrorCode.INVALID_FETCH_SESSION_EPOCH));
                } else {
                    session.onResponse(answer(request.sessionEpoch() == 0 ? 1 + step : request.sessionId()));
                }
            }
        }
    }

    private void open(Want... wants) {
        for (Want want : wants) {
            session.want(want);
        }
        next();
        session.onResponse(answer(7));
    }

    private FetchRequest next() {
        return session.next(FetchRequest.defaults());
    }

    private static Want want(String topic, int partition, long offset) {
        return new Want(new TopicPartition(topic, partition), ORDERS, 0, offset, -1, 1000);
    }

    private static FetchResponse answer(int sessionId) {
        return FetchResponse.defaults().withSessionId(sessionId);
    }

    private static FetchResponse failure(ErrorCode error) {
        return FetchResponse.defaults().withErrorCode(error.code());
    }

    private static List<String> asked(FetchRequest request) {
        List<String> asked = new ArrayList<>();
        request.topics()
                .forEach(topic -> topic.partitions()
                        .forEach(p -> asked.add(topic.topic() + "-" + p.partition() + "@" + p.fetchOffset())));
        return asked;
    }

    private static List<String> forgotten(FetchRequest request) {
        List<String> forgotten = new ArrayList<>();
        request.forgottenTopicsData()
                .forEach(topic -> topic.partitions().forEach(p -> forgotten.add(topic.topic() + "-" + p)));
        return forgotten;
    }
}
