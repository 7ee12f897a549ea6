package io.myq.spring.autoconfigure.embedded;

import io.myq.embedded.EmbeddedKafka;
import io.myq.spring.autoconfigure.MyqConnectionDetails;
import java.util.List;
import org.springframework.util.StringUtils;

/** Where the embedded broker is. Immutable. */
final class EmbeddedMyqConnectionDetails implements MyqConnectionDetails {

    private final EmbeddedKafka kafka;

    EmbeddedMyqConnectionDetails(EmbeddedKafka kafka) {
        this.kafka = kafka;
    }

    @Override
    public List<String> bootstrapServers() {
        return List.of(StringUtils.commaDelimitedListToStringArray(kafka.bootstrapServers()));
    }
}
