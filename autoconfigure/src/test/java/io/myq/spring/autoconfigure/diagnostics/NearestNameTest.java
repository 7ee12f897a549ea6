package io.myq.spring.autoconfigure.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.spring.autoconfigure.MyqProperties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    private static final Set<String> KNOWN =
            KnownProperties.of("myq", MyqProperties.class).names();

    @ParameterizedTest
    @CsvSource({
        "myq.bootstrap-server, myq.bootstrap-servers",
        "myq.boostrap-servers, myq.bootstrap-servers",
        "myq.producer.compresion, myq.producer.compression",
        "myq.producer.max-message-byets, myq.producer.max-message-bytes",
        "myq.max-message-bytes, myq.producer.max-message-bytes",
        "myq.consumer.session-timeout, myq.consumer.group.session.timeout",
        "myq.listener.concurency, myq.listener.concurrency",
        "myq.net.dial-time-out, myq.net.dial-timeout",
        "myq.producer.acks, myq.producer.required-acks",
        "myq.producer.batch-size, myq.producer.batch-bytes",
        "myq.consumer.group-id, myq.consumer.group.id",
        "myq.consumer.auto-offset-reset, myq.consumer.offsets.initial",
        "myq.producer.linger-ms, myq.producer.flush.frequency"
    })
    void findsWhatWasMeant(String written, String meant) {
        assertThat(NearestName.to(written, KNOWN)).isEqualTo(meant);
    }

    @Test
    void swappedNeighboursAreOneEdit() {
        assertThat(NearestName.damerauLevenshtein("bytes", "byets")).isEqualTo(1);
        assertThat(NearestName.damerauLevenshtein("", "abc")).isEqualTo(3);
        assertThat(NearestName.damerauLevenshtein("kitten", "sitting")).isEqualTo(3);
    }
}
