package io.myq.spring.listener;

import static io.myq.spring.testing.Startup.failure;
import static io.myq.spring.testing.Startup.withoutCluster;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.spring.annotation.QueueListener;
import io.myq.spring.testing.FakeClient;
import io.myq.spring.testing.FakeGroup;
import org.junit.jupiter.api.Test;

/** Listeners that receive from whatever topics match. */
class TopicPatternTest {

    static class Matching {
        @QueueListener(topicPattern = "${prefix}-.*")
        void on(String text) {}
    }

    static class Both {
        @QueueListener(topics = "a", topicPattern = "b.*")
        void on(String text) {}
    }

    static class Malformed {
        @QueueListener(topicPattern = "orders-(")
        void on(String text) {}
    }

    @Test
    void theMemberReadsByPattern() {
        withoutCluster()
                .withBean("orders", Matching.class)
                .withPropertyValues("prefix=orders")
                .run(context -> {
                    FakeGroup group = context.getBean(FakeClient.class).groups.get(0);
                    assertThat(group.pattern).isNotNull();
                    assertThat(group.pattern.pattern()).isEqualTo("orders-.*");
                    assertThat(group.topics).isEmpty();
                    QueueListenerContainer container =
                            context.getBean(QueueListenerRegistry.class).getContainer("orders.on");
                    assertThat(container.topics()).containsExactly("orders-.*");
                    assertThat(container.status().topics()).containsExactly("orders-.*");
                });
    }

    @Test
    void namesAndAPatternTogetherFailAtTheStart() {
        withoutCluster()
                .withBean(Both.class)
                .run(context -> assertThat(failure(context).getDescription())
                        .contains("on(String) has topics [a] and topicPattern 'b.*'."));
    }

    @Test
    void aPatternThatIsNoneFailsAtTheStart() {
        withoutCluster()
                .withBean(Malformed.class)
                .run(context -> assertThat(failure(context).getDescription())
                        .contains("on(String) has topicPattern 'orders-('."));
    }
}
