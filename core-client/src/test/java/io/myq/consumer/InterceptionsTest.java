package io.myq.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.config.ConsumerInterceptor;
import io.myq.message.ConsumerMessage;
import io.myq.testing.CapturedLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterceptionsTest {

    private static ConsumerMessage message(long offset, String value) {
        return new ConsumerMessage("orders", 0, offset, 1, null, value.getBytes(), List.of());
    }

    private static ConsumerMessage with(ConsumerMessage message, String suffix) {
        return message(message.offset(), new String(message.value()) + suffix);
    }

    @Test
    void eachSeesWhatTheOneBeforeLeftOnce() {
        List<Long> seen = new ArrayList<>();
        Interceptions both = new Interceptions(List.of(
                message -> {
                    seen.add(message.offset());
                    return with(message, "-first");
                },
                message -> with(message, "-second")));
        assertThat(both.apply(List.of(message(5, "a"), message(6, "b"))))
                .extracting(message -> new String(message.value()))
                .containsExactly("a-first-second", "b-first-second");
        assertThat(seen).containsExactly(5L, 6L);
    }

    @Test
    void withoutAnyTheListIsTheSame() {
        List<ConsumerMessage> messages = List.of(message(1, "a"));
        assertThat(new Interceptions(List.of()).apply(messages)).isSameAs(messages);
    }

    @Test
    void oneThatFailsIsLoggedAndNeverInTheWay() {
        ConsumerInterceptor throwing = message -> {
            throw new IllegalStateException("no");
        };
        ConsumerInterceptor careless = message -> null;
        ConsumerInterceptor astray = message -> message(message.offset() + 1, "other");
        ConsumerInterceptor fine = message -> with(message, "-fine");
        Interceptions all = new Interceptions(List.of(throwing, careless, astray, fine));
        try (CapturedLog log = new CapturedLog(Interceptions.class)) {
            assertThat(all.apply(List.of(message(7, "a"), message(8, "b"))))
                    .extracting(message -> message.offset() + new String(message.value()))
                    .containsExactly("7a-fine", "8b-fine");
            assertThat(String.join("\n", log.lines()))
                    .contains("threw for orders-0@7", "gave null for orders-0@7", "that happened 4 times")
                    .doesNotContain("happened 3 times", "happened 5 times");
        }
    }
}
