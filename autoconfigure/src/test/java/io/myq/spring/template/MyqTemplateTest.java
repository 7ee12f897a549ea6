package io.myq.spring.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.message.Header;
import io.myq.message.ProducerMessage;
import io.myq.spring.convert.JacksonPayloadConverter;
import io.myq.spring.convert.MissingPayloadConverter;
import io.myq.spring.convert.PayloadConversionException;
import io.myq.spring.convert.PayloadConverter;
import io.myq.spring.convert.PayloadReader;
import io.myq.spring.testing.FakeProducer;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class MyqTemplateTest {

    private final FakeProducer producer = new FakeProducer();
    private final MyqTemplate template =
            new MyqTemplate(producer, producer.sync(), new JacksonPayloadConverter(JsonMapper.shared()));

    @Test
    void sendsBytesAsTheyAreTextAsUtf8AndAnythingElseAsJson() {
        byte[] bytes = {1, 2};
        template.send("t", bytes);
        template.send("t", "k", "süß");
        template.send("t", "k", Map.of("id", 1), List.of(Header.of("trace", "x")));
        template.send("t", "k", null);

        List<ProducerMessage> sent = producer.sent;
        assertThat(sent.get(0).value()).isSameAs(bytes);
        assertThat(sent.get(0).key()).isNull();
        assertThat(sent.get(1).value()).isEqualTo("süß".getBytes(UTF_8));
        assertThat(sent.get(1).key()).isEqualTo("k".getBytes(UTF_8));
        assertThat(sent.get(2).value()).isEqualTo("{\"id\":1}".getBytes(UTF_8));
        assertThat(sent.get(2).headers())
                .singleElement()
                .satisfies(h -> assertThat(h.text()).isEqualTo("x"));
        assertThat(sent.get(3).value()).isNull();
    }

    @Test
    void waitsForTheOutcome() {
        assertThat(template.sendAndWait("t", "k", "a").offset()).isZero();
        assertThat(template.sendAndWait(ProducerMessage.of("t", null)).offset()).isEqualTo(1);
    }

    @Test
    void whatCannotBeConvertedFailsTheFutureAndNothingIsSent() {
        MyqTemplate withoutJson = new MyqTemplate(producer, producer.sync(), new MissingPayloadConverter());
        assertThat(withoutJson.send("t", Map.of()))
                .isCompletedExceptionally()
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableThat()
                .withCauseInstanceOf(PayloadConversionException.class)
                .withMessageContaining("to send it to t: there is no JsonMapper bean to convert it with");
        assertThatThrownBy(() -> withoutJson.sendAndWait("t", null, Map.of()))
                .isInstanceOf(PayloadConversionException.class);
        assertThat(producer.sent).isEmpty();
    }

    @Test
    void aConverterThatThrowsFailsThatOneMessage() {
        PayloadConverter picky = new PayloadConverter() {
            @Override
            public byte[] write(Object payload) {
                if (payload.equals(2)) {
                    throw new IllegalStateException("no twos");
                }
                return payload.toString().getBytes(UTF_8);
            }

            @Override
            public PayloadReader readerFor(Type type) {
                return payload -> payload;
            }
        };
        MyqTemplate numbers = new MyqTemplate(producer, producer.sync(), picky);
        assertThat(numbers.send("t", 1)).isCompleted();
        assertThat(numbers.send("t", 2))
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableThat()
                .withMessageContaining("Cannot convert a java.lang.Integer to send it to t: no twos");
        assertThat(numbers.sendAndWait(numbers.message("t", null, 3, List.of()), Duration.ofSeconds(1))
                        .offset())
                .isEqualTo(1);
        assertThat(producer.sent).hasSize(2);
    }
}
