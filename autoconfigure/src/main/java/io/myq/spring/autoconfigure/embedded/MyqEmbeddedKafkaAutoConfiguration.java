package io.myq.spring.autoconfigure.embedded;

import io.myq.embedded.EmbeddedKafka;
import io.myq.embedded.EmbeddedKafkaBuilder;
import io.myq.spring.autoconfigure.MyqAutoConfiguration;
import io.myq.spring.autoconfigure.MyqConnectionDetails;
import io.myq.spring.autoconfigure.MyqProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * A real broker for an application that has it on its class path and names no address: for development and tests. It is
 * started before the client and ends after everything that uses it.
 */
@AutoConfiguration(before = MyqAutoConfiguration.class)
@ConditionalOnClass(EmbeddedKafka.class)
@ConditionalOnBooleanProperty(name = "myq.embedded.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(MyqConnectionDetails.class)
@Conditional(NoAddressCondition.class)
@EnableConfigurationProperties(MyqProperties.class)
public final class MyqEmbeddedKafkaAutoConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(MyqEmbeddedKafkaAutoConfiguration.class);

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    EmbeddedKafka myqEmbeddedKafka(MyqProperties properties) {
        MyqProperties.Embedded embedded = properties.embedded();
        EmbeddedKafkaBuilder builder =
                EmbeddedKafka.builder().nodes(embedded.nodes()).heap(embedded.heap());
        builder.ports(embedded.ports().toArray(Integer[]::new));
        embedded.brokerProperties().forEach(builder::brokerProperty);
        EmbeddedKafka kafka = builder.build();
        try {
            kafka.start();
        } catch (RuntimeException e) {
            kafka.close();
            throw e;
        }
        LOG.info(
                "No myq.bootstrap-servers are set: using an embedded Kafka broker at {}, which ends with this application",
                kafka.bootstrapServers());
        return kafka;
    }

    @Bean
    EmbeddedMyqConnectionDetails myqEmbeddedConnectionDetails(EmbeddedKafka kafka) {
        return new EmbeddedMyqConnectionDetails(kafka);
    }
}
