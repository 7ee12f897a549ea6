package io.myq.spring.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import io.myq.spring.annotation.Header;
import io.myq.spring.annotation.MyqHeaders;
import io.myq.spring.annotation.Payload;
import io.myq.spring.annotation.QueueListener;
import io.myq.spring.convert.JacksonPayloadConverter;
import io.myq.spring.convert.MissingPayloadConverter;
import io.myq.spring.convert.PayloadConverter;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What a method can take, and what a person reads when it cannot. */
class ListenerSignatureTest {

    private static final PayloadConverter JSON = new JacksonPayloadConverter(JsonMapper.shared());
    private static final ConsumerMessage MESSAGE = new ConsumerMessage(
            "orders",
            3,
            17,
            1_000,
            "k".getBytes(UTF_8),
            "{\"id\":\"o1\",\"amount\":2}".getBytes(UTF_8),
            List.of(io.myq.message.Header.of("trace", "first"), io.myq.message.Header.of("trace", "last")));

    record Item(String id, int amount) {}

    static class Good {
        void everything(
                ConsumerMessage message,
                Item item,
                @Header("trace") String trace,
                @Header("trace") byte[] raw,
                @Header("trace") io.myq.message.Header whole,
                @Header(MyqHeaders.TOPIC) String topic,
                @Header(MyqHeaders.PARTITION) int partition,
                @Header(MyqHeaders.OFFSET) Long offset,
                @Header(MyqHeaders.KEY) String key,
                @Header(MyqHeaders.TIMESTAMP) Instant time,
                TopicPartition place) {}

        void generic(Map<String, Object> json) {}

        void byParameterName(byte[] payload, @Header String trace) {}

        void optional(@Payload(required = false) Item item, @Nullable @Header("absent") String absent) {}

        void batch(List<? extends Item> items, List<ConsumerMessage> messages, @Header("trace") List<String> traces) {}

        void header(String payload, @Header("absent") String absent) {}
    }

    static class Bad {
        void nothing() {}

        String returns(String payload) {
            return payload;
        }

        CompletableFuture<Void> async(String payload) {
            return CompletableFuture.completedFuture(null);
        }

        void twoPayloads(String payload, Item item) {}

        void headerOfOddType(String payload, @Header("trace") Item trace) {}

        void partitionAsText(String payload, @Header(MyqHeaders.PARTITION) String partition) {}

        void mixed(List<Item> items, @Header("trace") String trace) {}

        @SuppressWarnings("rawtypes")
        void raw(List items) {}

        void optional(Optional<Item> item) {}
    }

    @Test
    void takesArgumentsByTypeAndAnnotation() {
        assertThat(arguments("everything"))
                .containsExactly(
                        MESSAGE,
                        new Item("o1", 2),
                        "last",
                        "last".getBytes(UTF_8),
                        MESSAGE.headers().get(1),
                        "orders",
                        3,
                        17L,
                        "k",
                        Instant.ofEpochMilli(1_000),
                        new TopicPartition("orders", 3));
        assertThat(arguments("generic")).containsExactly(Map.of("id", "o1", "amount", 2));
        assertThat(arguments("byParameterName")).containsExactly(MESSAGE.value(), "last");
    }

    @Test
    void whatMayBeMissingIsNull() {
        ConsumerMessage tombstone = new ConsumerMessage("orders", 3, 18, 1_000, null, null, List.of());
        assertThat(good("optional").arguments(tombstone)).containsExactly(null, null);
    }

    @Test
    void aListMakesItABatch() {
        ListenerMethod batch = good("batch");
        assertThat(batch.batch()).isTrue();
        assertThat(batch.arguments(MESSAGE)).containsExactly(new Item("o1", 2), MESSAGE, "last");
    }

    @Test
    void aMissingHeaderIsSaidByName() {
        assertThatThrownBy(() -> good("header").arguments(MESSAGE))
                .hasMessage("the message has no header 'absent' (@Header(required = false) accepts that, as null)");
    }

    @Test
    void unreadableJsonIsSaidWithTypeReasonAndPlaceOnOneLine() {
        ConsumerMessage bad =
                new ConsumerMessage("orders", 3, 18, 1_000, null, "{\"amount\":\"x\"}".getBytes(UTF_8), List.of());
        assertThatThrownBy(() -> good("everything").arguments(bad))
                .message()
                .startsWith("payload of 14 bytes cannot be converted to " + Item.class.getTypeName()
                        + ": Cannot deserialize")
                .contains("at line 1, column")
                .contains("Item[\"amount\"]")
                .doesNotContain("\n");
    }

    @Test
    void methodsThatCannotBeCalledAreRefusedWithMethodAndParameter() {
        String type = Bad.class.getTypeName();
        refused("nothing", "Listener method " + type + ".nothing() takes nothing.");
        refused(
                "returns",
                "Listener method " + type + ".returns(String) returns String, but a message counts as done"
                        + " when the method returns, and nothing takes its result.");
        refused(
                "async",
                "Listener method " + type + ".async(String) returns CompletableFuture, but a message counts as"
                        + " done when the method returns, and nothing takes its result.");
        refused(
                "twoPayloads",
                "Listener method " + type + ".twoPayloads(String, Item), parameter 2 ("
                        + Item.class.getTypeName() + " item): an earlier parameter takes the payload already;"
                        + " mark what takes a header or the key with @Header.");
        refused(
                "headerOfOddType",
                "Listener method " + type + ".headerOfOddType(String, Item), parameter 2 (" + Item.class.getTypeName()
                        + " trace): a header 'trace' can only be taken as byte[] or String.");
        refused(
                "partitionAsText",
                "Listener method " + type + ".partitionAsText(String, String), parameter 2"
                        + " (java.lang.String partition): 'myq:partition' can only be taken as int or Integer.");
        refused(
                "mixed",
                "Listener method " + type + ".mixed(List, String), parameter 2 (java.lang.String trace):"
                        + " the method takes batches, so this must be a List of something too.");
        refused(
                "raw",
                "Listener method " + type + ".raw(List), parameter 1 (java.util.List items):"
                        + " the method takes batches, so this must be a List of something too.");
        refused(
                "optional",
                "Listener method " + type + ".optional(Optional), parameter 1 (java.util.Optional<"
                        + Item.class.getTypeName()
                        + "> item): for payloads that may be missing use @Payload(required = false).");
    }

    @Test
    void withoutJacksonATypeOfOnesOwnIsRefusedWithWhatToAdd() {
        assertThatThrownBy(() -> method(new Good(), "generic", new MissingPayloadConverter()))
                .message()
                .contains("generic(Map), parameter 1")
                .contains("there is no JsonMapper bean to convert it with: add the dependency"
                        + " org.springframework.boot:spring-boot-starter-jackson");
    }

    private static void refused(String name, String message) {
        assertThatThrownBy(() -> method(new Bad(), name, JSON))
                .isInstanceOf(ListenerDefinitionException.class)
                .hasMessage(message);
    }

    private static @Nullable Object[] arguments(String name) {
        return good(name).arguments(MESSAGE);
    }

    private static ListenerMethod good(String name) {
        return method(new Good(), name, JSON);
    }

    private static ListenerMethod method(Object bean, String name, PayloadConverter converter) {
        Method method = java.util.Arrays.stream(bean.getClass().getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        QueueListener none = Annotated.annotation();
        return ListenerMethod.of(new ListenerCandidate(bean, "bean", bean.getClass(), method, method, none), converter);
    }

    private static final class Annotated {
        @QueueListener(topics = "t")
        void on(String text) {}

        static QueueListener annotation() {
            try {
                return Annotated.class.getDeclaredMethod("on", String.class).getAnnotation(QueueListener.class);
            } catch (NoSuchMethodException e) {
                throw new AssertionError(e);
            }
        }
    }
}
