package io.myq.spring.autoconfigure;

import io.myq.spring.convert.JacksonPayloadConverter;
import io.myq.spring.convert.PayloadConverter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** JSON for payloads, where the application has Jackson 3. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(JsonMapper.class)
final class MyqJsonConfiguration {

    @Bean
    @ConditionalOnMissingBean(PayloadConverter.class)
    @ConditionalOnSingleCandidate(JsonMapper.class)
    JacksonPayloadConverter myqPayloadConverter(JsonMapper mapper) {
        return new JacksonPayloadConverter(mapper);
    }
}
