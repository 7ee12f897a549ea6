package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.config.ProducerInterceptor;
import io.myq.error.NotWrittenException;
import io.myq.message.Header;
import io.myq.message.ProducerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class InterceptorsTest {

    private static final ProducerMessage MESSAGE = ProducerMessage.of("orders", new byte[1]);

    /** One with a name, as a class of an application has. */
    private record Named(String name, UnaryOperator<ProducerMessage> rule) implements ProducerInterceptor {

        @Override
        public ProducerMessage onSend(ProducerMessage message) {
            return rule.apply(message);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static ProducerMessage onSend(ProducerInterceptor... interceptors) {
        return Objects.requireNonNull(Interceptors.of(List.of(interceptors))).onSend(MESSAGE);
    }

    @Test
    void noneCostNothing() {
        assertThat(Interceptors.of(List.of())).isNull();
    }

    @Test
    void eachSeesWhatTheOneBeforeMade() {
        ProducerMessage sent = onSend(
                message -> message.withHeader(Header.of("by", "first")),
                message -> message.withHeader(Header.of("by", "second"))
                        .withPartition(message.headers().size()));
        assertThat(sent.headers()).extracting(Header::text).containsExactly("first", "second");
        assertThat(sent.partition()).isEqualTo(1);
    }

    @Test
    void oneThatThrowsIsNamedAndTheOnesAfterItSeeNothing() {
        List<ProducerMessage> seen = new ArrayList<>();
        IllegalStateException thrown = new IllegalStateException("no tenant");
        assertThatThrownBy(() -> onSend(
                        message -> message,
                        new Named("Tenants", message -> {
                            throw thrown;
                        }),
                        message -> {
                            seen.add(message);
                            return message;
                        }))
                .isInstanceOf(NotWrittenException.class)
                .hasMessage("Not written: a message to topic 'orders': interceptor 2 of 3, Tenants threw:"
                        + " java.lang.IllegalStateException: no tenant")
                .hasCause(thrown);
        assertThat(seen).isEmpty();
    }

    @Test
    void anErrorIsNoDifferentFromAnException() {
        assertThatThrownBy(() -> onSend(message -> {
                    throw new NoClassDefFoundError("tracing");
                }))
                .isInstanceOf(NotWrittenException.class)
                .hasCauseInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void oneThatReturnsNothingIsNamed() {
        assertThatThrownBy(() -> onSend(new Named("Filter", message -> null)))
                .isInstanceOf(NotWrittenException.class)
                .hasMessage("Not written: a message to topic 'orders': interceptor 1 of 1, Filter returned null."
                        + " An interceptor has to return the message that is sent; one that it does not want to be sent"
                        + " it can refuse with an exception.");
    }
}
