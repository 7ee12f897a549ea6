package io.myq.spring.absent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.spring.annotation.QueueListener;
import io.myq.spring.listener.QueueListenerRegistry;
import io.myq.spring.template.MyqTemplate;
import io.myq.spring.testing.FakeClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Runs on a class path without any optional jar (see the surefire execution of its name). */
class WithoutOptionalJarsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.springframework.boot.health.contributor.Health",
                "io.micrometer.core.instrument.MeterRegistry",
                "tools.jackson.databind.json.JsonMapper",
                "io.myq.embedded.EmbeddedKafka"
            })
    void theClassPathIsWithoutIt(String type) {
        assertThatThrownBy(() -> Class.forName(type)).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void theApplicationStartsSendsTextAndListens() {
        try (ConfigurableApplicationContext context =
                SpringApplication.run(Texts.class, "--spring.application.name=shop")) {
            MyqTemplate template = context.getBean(MyqTemplate.class);
            assertThat(template.send("t", "text")).isCompleted();
            assertThat(template.send("t", Map.of())).isCompletedExceptionally();
            assertThat(context.getBean(QueueListenerRegistry.class)
                            .getContainer("texts")
                            .isRunning())
                    .isTrue();
        }
    }

    @Test
    void aListenerThatNeedsJsonFailsAtTheStartAndSaysWhatToAdd() {
        assertThatThrownBy(() -> SpringApplication.run(Json.class, "--spring.application.name=shop"))
                .hasMessageContaining("on(Map), parameter 1")
                .hasMessageContaining("org.springframework.boot:spring-boot-starter-jackson");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Texts {
        @Bean
        FakeClient myqClient() {
            return new FakeClient();
        }

        @QueueListener(id = "texts", topics = "t")
        void on(List<String> texts) {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Json {
        @Bean
        FakeClient myqClient() {
            return new FakeClient();
        }

        @QueueListener(topics = "t")
        void on(Map<String, Object> json) {}
    }
}
