package io.myq.spring.autoconfigure.diagnostics;

import static io.myq.spring.testing.Startup.failure;
import static io.myq.spring.testing.Startup.realClient;
import static io.myq.spring.testing.Startup.withoutCluster;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.spring.autoconfigure.MyqAutoConfiguration;
import io.myq.spring.autoconfigure.MyqProperties;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
                        "myq.consumer.group.heartbeat.interval=1m")
                .run(context -> {
                    FailureAnalysis failure = failure(context);
                    assertThat(failure.getDescription()).isEqualTo("""
                            The configuration cannot work:

                                myq.net.max-open-requests must be at most 5 while myq.producer.idempotent is true, but is 6
                                myq.producer.required-acks must be wait-for-all while myq.producer.idempotent is true,\
                             but is wait-for-local
                                myq.consumer.group.heartbeat.interval must be less than myq.consumer.group.session.timeout\
                             (45s), but is 1m""");
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
                            myq.startup.timeout must be more than zero, but is -1000ms"""));
    }

    @Test
    void aSizeThatDoesNotFitIsReported() {
        realClient()
                .withPropertyValues("myq.producer.batch-bytes=3GB")
                .run(context -> assertThat(failure(context).getDescription())
                        .contains("myq.producer.batch-bytes must be less than 2 GB, but is 3221225472B"));
    }

    @Test
    void nestedPropertiesAreNamedAsTheyAreWrittenAndAllAtOnce() {
        realClient()
                .withPropertyValues(
                        "myq.producer.idempotent=false",
                        "myq.producer.transaction.id=orders",
                        "myq.producer.transaction.retry.max=-1",
                        "myq.producer.flush.messages=10",
                        "myq.producer.flush.max-messages=9",
                        "myq.producer.retry.max-buffer-length=-2",
                        "myq.producer.compression=gzip",
                        "myq.producer.compression-level=10",
                        "myq.producer.batch-bytes=3GB",
                        "myq.listener.concurrency=0")
                .run(context -> assertThat(failure(context).getDescription()).isEqualTo("""
                        The configuration cannot work:

                            myq.producer.batch-bytes must be less than 2 GB, but is 3221225472B
                            myq.listener.concurrency must be at least 1, but is 0
                            myq.producer.compression-level must be from 1 to 9 for GZIP, but is 10
                            myq.producer.idempotent must be true while myq.producer.transaction.id is set, but is false
                            myq.producer.transaction.retry.max must not be negative, but is -1
                            myq.producer.flush.max-messages must be at least myq.producer.flush.messages (10), but is 9
                            myq.producer.retry.max-buffer-length must not be negative, but is -2"""));
    }

    @Test
    void warningsAreLoggedInTheNamesOfTheProperties(CapturedOutput output) {
        realClient()
                .withPropertyValues(
                        "myq.bootstrap-servers=localhost:1",
                        "myq.startup.policy=continue",
                        "myq.producer.flush.bytes=64MB",
                        "myq.producer.flush.frequency=1s")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output)
                .containsOnlyOnce("Configuration: myq.producer.flush.bytes (67108864) is more than"
                        + " myq.producer.buffer-memory (33554432): so much never comes together")
                .doesNotContain("Producer.Flush.Bytes");
    }

    @Test
    void everyLeafHasTheNameOfAProperty() {
        Set<String> properties = KnownProperties.of("myq", MyqProperties.class).names();
        Stream.of(
                        "ClientID",
                        "Producer.Transaction.ID",
                        "Producer.Return.Successes",
                        "Producer.Return.Errors",
                        "Producer.Transaction.Retry.MaxBackoff",
                        "Producer.Retry.MaxBufferBytes",
                        "Producer.Breaker.Rest",
                        "Consumer.Group.InstanceId",
                        "Consumer.Group.Rebalance.Retry.Max",
                        "Consumer.Fetch.Default",
                        "Consumer.Return.Errors",
                        "Consumer.RackID",
                        "Net.MaxOpenRequests")
                .forEach(leaf -> assertThat(properties).contains(PropertyNames.ofLeaf(leaf)));
    }

    @Test
    void aCodecOrPartitionerThatNobodyKnowsIsReportedWithThoseThatExist(CapturedOutput output) {
        assertThatThrownBy(() -> application("--myq.producer.compression=zip"));
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("Property: myq.producer.compression")
                .contains("Value: \"zip\"")
                .contains("GZIP", "LZ4", "NONE", "SNAPPY", "ZSTD");
        assertThatThrownBy(() -> application("--myq.producer.partitioner=murmur3"));
        assertThat(output).contains("Property: myq.producer.partitioner").contains("SARAMA_HASH", "ROUND_ROBIN");
    }

    @Test
    void aStrategyThatNobodyKnowsIsReportedWithThoseThatExist() {
        realClient()
                .withPropertyValues("myq.consumer.group.rebalance.group-strategies=range,stiky")
                .run(context -> assertThat(failure(context).getDescription())
                        .contains("myq.consumer.group.rebalance.group-strategies names 'stiky', but there are only [")
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
