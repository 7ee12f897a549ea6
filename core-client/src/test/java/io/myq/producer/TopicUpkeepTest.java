package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TopicUpkeepTest {

    private static final class Topic implements TopicUpkeep.Topic {
        private final String name;
        boolean needed;
        boolean busy;

        Topic(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean isNeeded() {
            return needed;
        }

        @Override
        public boolean retire() {
            return !busy;
        }
    }

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000);
    private final List<String> kept = new ArrayList<>();
    private final List<String> retired = new ArrayList<>();
    private final TopicUpkeep upkeep = new TopicUpkeep(kept::addAll, now::get);

    private Topic topic(String name) {
        Topic topic = new Topic(name);
        upkeep.add(topic, () -> retired.add(name));
        return topic;
    }

    private void view() {
        kept.clear();
        upkeep.run();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void keepsWhatIsKnownOrWaitsAndLetsGoOfTheRestAfterAWhile() {
        Topic known = topic("known");
        known.needed = true;
        Topic misspelt = topic("misspelt");
        misspelt.needed = true;
        view();
        assertThat(kept).containsExactlyInAnyOrder("known", "misspelt");
        misspelt.needed = false;
        pass(TopicUpkeep.IDLE);
        view();
        assertThat(kept).containsExactly("known");
        assertThat(retired).isEmpty();
        pass(Duration.ofSeconds(1));
        view();
        assertThat(retired).containsExactly("misspelt");
        pass(TopicUpkeep.IDLE.multipliedBy(3));
        view();
        assertThat(kept).containsExactly("known");
        assertThat(retired).containsExactly("misspelt");
    }

    @Test
    void letsGoOfNothingThatSomebodySendsToAtThatMoment() {
        Topic topic = topic("raced");
        topic.busy = true;
        pass(TopicUpkeep.IDLE.multipliedBy(2));
        view();
        assertThat(retired).isEmpty();
        topic.needed = true;
        view();
        assertThat(kept).containsExactly("raced");
    }

    @Test
    void aTopicThatIsLetGoTakesNoMessageAndOneThatHasSomeIsNotLetGo() {
        WaitingMessages waiting = new WaitingMessages();
        assertThat(waiting.add(message())).isEqualTo(WaitingMessages.Held.FIRST);
        assertThat(waiting.retire()).isFalse();
        assertThat(waiting.takeAll()).hasSize(1);
        assertThat(waiting.retire()).isTrue();
        assertThat(waiting.add(message())).isEqualTo(WaitingMessages.Held.RETIRED);
        assertThat(waiting.size()).isZero();

        WaitingMessages open = new WaitingMessages();
        assertThat(open.tryOpen(() -> {})).isFalse();
        assertThat(open.retire()).isFalse();
        WaitingMessages ended = new WaitingMessages();
        assertThat(ended.end()).isEmpty();
        assertThat(ended.retire()).isFalse();
        assertThat(ended.add(message())).isEqualTo(WaitingMessages.Held.ENDED);
    }

    private static WaitingMessage message() {
        return new WaitingMessage(null, new SendFuture(), 0, 0, 0, null);
    }
}
