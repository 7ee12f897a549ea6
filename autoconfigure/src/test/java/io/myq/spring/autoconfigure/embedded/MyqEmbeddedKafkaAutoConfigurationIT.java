package io.myq.spring.autoconfigure.embedded;

import static io.myq.spring.testing.Startup.realClient;
import static io.myq.spring.testing.Startup.withoutCluster;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.embedded.EmbeddedBroker;
import io.myq.embedded.EmbeddedKafka;
import io.myq.spring.autoconfigure.MyqConnectionDetails;
import io.myq.spring.template.MyqTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When the embedded broker is started, and that it ends last. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class MyqEmbeddedKafkaAutoConfigurationIT {

    private final ApplicationContextRunner fake = withEmbedded(withoutCluster());

    private static ApplicationContextRunner withEmbedded(ApplicationContextRunner runner) {
        return runner.withConfiguration(AutoConfigurations.of(MyqEmbeddedKafkaAutoConfiguration.class));
    }

    @Test
    void withoutAnAddressItIsStartedAndUsedAndEndsAfterEverythingElse(CapturedOutput output) {
        List<EmbeddedBroker> brokers = new ArrayList<>();
        LastWords.OFFSETS.clear();
        withEmbedded(realClient())
                .withUserConfiguration(LastWords.class)
                .withPropertyValues("myq.embedded.broker-properties.num.partitions=2")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    EmbeddedKafka kafka = context.getBean(EmbeddedKafka.class);
                    brokers.addAll(kafka.brokers());
                    assertThat(context.getBean(MyqConnectionDetails.class).bootstrapServers())
                            .containsExactly(kafka.bootstrapServers());
                    assertThat(context.getBean(MyqTemplate.class)
                                    .sendAndWait("t", null, "text")
                                    .offset())
                            .isZero();
                    assertThat(output).contains("using an embedded Kafka broker at " + kafka.bootstrapServers());
                });
        assertThat(LastWords.OFFSETS).hasSize(1);
        assertThat(brokers).hasSize(1).noneMatch(EmbeddedBroker::isAlive);
    }

    @Test
    void withAnAddressItIsNot() {
        fake.withPropertyValues("myq.bootstrap-servers=kafka:9092").run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedKafka.class);
            assertThat(context.getBean(MyqConnectionDetails.class).bootstrapServers())
                    .containsExactly("kafka:9092");
        });
        fake.withPropertyValues("myq.bootstrap-servers[0]=kafka:9092")
                .run(context -> assertThat(context).doesNotHaveBean(EmbeddedKafka.class));
    }

    @Test
    void theApplicationsOwnConnectionWinsOverBoth() {
        MyqConnectionDetails own = () -> List.of("own:1");
        fake.withBean(MyqConnectionDetails.class, () -> own)
                .withPropertyValues("myq.bootstrap-servers=kafka:9092")
                .run(context -> {
                    assertThat(context).doesNotHaveBean(EmbeddedKafka.class);
                    assertThat(context).getBean(MyqConnectionDetails.class).isSameAs(own);
                });
    }

    @Test
    void itCanBeSwitchedOffAndMayBeAbsent() {
        fake.withPropertyValues("myq.embedded.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedKafka.class));
        fake.withClassLoader(new FilteredClassLoader(EmbeddedKafka.class))
                .run(context -> assertThat(
                                context.getBean(MyqConnectionDetails.class).bootstrapServers())
                        .containsExactly("localhost:9092"));
    }

    /** A bean of the application that still has something to say when it ends. */
    @Configuration(proxyBeanMethods = false)
    static class LastWords {

        private static final List<Long> OFFSETS = new CopyOnWriteArrayList<>();

        @Bean
        DisposableBean lastWords(MyqTemplate template) {
            return () -> OFFSETS.add(
                    template.sendAndWait("t", null, "the last words").offset());
        }
    }
}
