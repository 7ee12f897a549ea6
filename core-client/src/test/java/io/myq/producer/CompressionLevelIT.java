package io.myq.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.myq.message.CompressionType;
import io.myq.message.ProducerMessage;
import io.myq.testing.SharedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code Producer.CompressionLevel} reaches the codec: more effort makes a smaller log, which anybody can read. */
class CompressionLevelIT {

    @RegisterExtension
    static final SharedKafka broker = new SharedKafka();

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "LZ4", "ZSTD"})
    void writesALogThatIsSmallerAtTheHighestLevel(CompressionType type) throws Exception {
        List<String> values = values(new Random(type.ordinal()));
        long byDefault = write(type, null, values);
        long lowest = write(type, type.minLevel(), values);
        long highest = write(type, type.maxLevel(), values);
        // the lowest of lz4's levels is one of its high mode, and so may be as good as the highest for such values
        assertThat(highest).isLessThan(type == CompressionType.LZ4 ? byDefault : lowest);
        assertThat(highest).isLessThanOrEqualTo(byDefault).isLessThanOrEqualTo(lowest);
    }

    /** @return what the log takes on disk */
    private static long write(CompressionType type, Integer level, List<String> values) throws Exception {
        String topic = type + "-" + level;
        broker.oracle().createTopic(topic, 1);
        try (ProducerHarness harness = ProducerHarness.open(
                broker.addresses(),
                // one batch, so that the sizes can be compared
                config ->
                        config.withCompression(type).withCompressionLevel(level).withLinger(Duration.ofSeconds(60)))) {
            values.forEach(value -> harness.producer().send(ProducerMessage.of(topic, value.getBytes(UTF_8))));
            assertThat(harness.producer().flush(Duration.ofSeconds(30))).isTrue();
        }
        assertThat(broker.oracle().readAll(topic).stream().map(record -> new String(record.value(), UTF_8)))
                .isEqualTo(values);
        return broker
                .oracle()
                .admin()
                .describeLogDirs(List.of(broker.oracle().leader(topic, 0)))
                .allDescriptions()
                .get(30, TimeUnit.SECONDS)
                .values()
                .stream()
                .flatMap(dirs -> dirs.values().stream())
                .map(LogDirDescription::replicaInfos)
                .flatMap(replicas -> replicas.entrySet().stream())
                .filter(replica -> replica.getKey().topic().equals(topic))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    private static List<String> values(Random random) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            StringBuilder value = new StringBuilder("order ").append(i);
            for (int word = 0; word < 12; word++) {
                value.append(" word").append(random.nextInt(300));
            }
            values.add(value.toString());
        }
        return values;
    }
}
