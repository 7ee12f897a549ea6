package io.myq.spring.autoconfigure.health;

import io.myq.MyqClient;
import io.myq.spring.autoconfigure.MyqAutoConfiguration;
import io.myq.spring.listener.QueueListenerRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The component {@code myq} of {@code /actuator/health}, unless {@code management.health.myq.enabled} is false. */
@AutoConfiguration(after = MyqAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("myq")
@ConditionalOnBean(MyqClient.class)
public final class MyqHealthContributorAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = {"myqHealthIndicator", "myqHealthContributor"})
    MyqHealthIndicator myqHealthContributor(MyqClient client, QueueListenerRegistry listeners) {
        return new MyqHealthIndicator(client, listeners);
    }
}
