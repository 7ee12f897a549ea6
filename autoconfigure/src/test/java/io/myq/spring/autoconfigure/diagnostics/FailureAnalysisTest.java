package io.myq.spring.autoconfigure.diagnostics;

import static io.myq.spring.testing.Startup.failure;
import static io.myq.spring.testing.Startup.realClient;
import static io.myq.spring.testing.Startup.withoutCluster;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.spring.autoconfigure.MyqAutoConfiguration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What a person reads when properties are wrong. */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTest {

    @Test
    void unknownPropertiesStopTheStartAndEachGetsTheNearestRealOne() {
        withoutCluster()
                .withPropertyValues("myq.producer.compresion=zstd", "myq.producer.acks=all", "myq.client-id=fine")
                .run(context -> {
                    FailureAnalysis failure = failure(context);
                    assertThat(failure.getDescription()).isEqualTo("""
                            These properties do not exist:

                                myq.producer.compresion (at "myq.producer.compresion" from property source "test")
                                myq.producer.acks (at "myq.producer.acks" from property source "test")""");
                    assertThat(failure.getAction()).isEqualTo("""
                            Correct or remove them. The nearest that exist:

                                myq.producer.compresion -> myq.producer.compression
                                myq.producer.acks -> myq.producer.required-acks""");
                });
    }

    @Test
    void anUnknownPropertyInAFileIsReportedWithFileAndLine(CapturedOutput output) {
        assertThatThrownBy(() -> application("--spring.config.name=misspelt"));
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("myq.producer.batch-byets (at class path resource [misspelt.yml] - 3:18)")
                .contains("myq.producer.batch-byets -> myq.producer.batch-bytes");
    }

    @Test
    void anUnknownPropertyOnTheCommandLineIsReported(CapturedOutput output) {
        assertThatThrownBy(() -> application("--myq.bootstrap-server=localhost:1"));
        assertThat(output)
                .contains("myq.bootstrap-server (at")
                .contains("myq.bootstrap-server -> myq.bootstrap-servers");
    }

    @Test
    void elementsOfListsEntriesOfMapsAndOtherSpellingsAreKnown() {
        withoutCluster()
                .withPropertyValues(
                        "myq.bootstrap-servers[0]=localhost:9092",
                        "myq.bootstrapServers[1]=localhost:9093",
                        "myq.embedded.broker-properties.num.partitions=3",
                        "myq.producer.maxMessageBytes=2MB",
                        "myqother.anything=1")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void anEnvironmentVariableNeverStopsTheStartButAMisspeltOneIsNamed(CapturedOutput output) {
        withoutCluster()
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "test-systemEnvironment",
                                Map.of(
                                        "MYQ_HOME", "/opt/myq",
                                        "MYQ_CLIENTID", "fine",
                                        "MYQ_BOOTSTRAP_SERVERS_0", "localhost:1",
                                        "MYQ_BOOTSTRAPSERVER", "localhost:1"))))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(output)
                            .contains("Environment variable MYQ_BOOTSTRAPSERVER is bound to nothing;"
                                    + " did you mean MYQ_BOOTSTRAPSERVERS?")
                            .doesNotContain("MYQ_HOME")
                            .doesNotContain("MYQ_CLIENTID is")
                            .doesNotContain("MYQ_BOOTSTRAP_SERVERS_0 is");
                });
    }

    @Test
    void violationsAreReportedInTheNamesOfTheProperties() {
        realClient()
                .withPropertyValues(
                        "myq.producer.required-acks=wait-for-local",
                        "myq.net.max-open-requests=6",
                        "myq.consumer.group.heartbeat-interval=1m")
                .run(context -> {
                    FailureAnalysis failure = failure(context);
                    assertThat(failure.getDescription()).isEqualTo("""
                            The configuration cannot work:

                                myq.producer.required-acks must be WAIT_FOR_ALL while myq.producer.idempotent is true,\
                             but is WAIT_FOR_LOCAL
                                myq.net.max-open-requests must be at most 5 while myq.producer.idempotent is true, but is 6
                                myq.consumer.group.heartbeat-interval must be less than myq.consumer.group.session-timeout\
                             (PT45S), but is PT1M""");
                    assertThat(failure.getAction()).isEqualTo("Correct the values of these properties.");
                });
    }

    @Test
    void valuesThatOnlySpringHasAreCheckedToo() {
        withoutCluster()
                .withPropertyValues("myq.listener.concurrency=0", "myq.startup.timeout=-1s")
                .run(context -> assertThat(failure(context).getDescription()).isEqualTo("""
                        The configuration cannot work:

                            myq.listener.concurrency must be at least 1, but is 0
                            myq.startup.timeout must be more than zero, but is PT-1S"""));
    }

    @Test
    void aSizeThatDoesNotFitIsReported() {
        realClient()
                .withPropertyValues("myq.producer.batch-bytes=3GB")
                .run(context -> assertThat(failure(context).getDescription())
                        .contains("myq.producer.batch-bytes must be less than 2 GB, but is 3221225472B"));
    }

    @Test
    void aStrategyThatNobodyKnowsIsReportedWithThoseThatExist() {
        realClient()
                .withPropertyValues("myq.consumer.group.strategies=range,stiky")
                .run(context -> assertThat(failure(context).getDescription())
                        .contains("myq.consumer.group.strategies names 'stiky', but there are only [")
                        .contains("range"));
    }

    private static void application(String... arguments) {
        SpringApplication application = new SpringApplication(Empty.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.run(arguments).close();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(MyqAutoConfiguration.class)
    static class Empty {}
}
