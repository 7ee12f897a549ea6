package io.myq.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every generated message, in every version, with random values, byte for byte against kafka-clients. */
class MessageDifferentialTest {
    private static final int PER_VERSION = 25;
    private final long seed = Long.getLong("test.seed", System.nanoTime());

    @Test
    void everyVersionOfEveryMessageHasTheBytesOfKafkaClients() {
        RandomFields fields = new RandomFields(new Random(seed));
        List<GeneratedMessage> messages = GeneratedMessage.all();
        int compared = 0;
        for (GeneratedMessage message : messages) {
            for (short version = message.minVersion(); version <= message.maxVersion(); version++) {
                for (int i = 0; i < PER_VERSION; i++) {
                    compare(message, version, fields.forMessage(message.kafkaType(), version));
                    compared++;
                }
            }
        }
        System.out.println("compared " + compared + " messages of " + messages.size() + " kinds, seed " + seed
                + " (replay with -Dtest.seed=" + seed + ")");
        assertThat(compared).isGreaterThan(2_000);
        assertThat(messages).hasSizeGreaterThanOrEqualTo(2 * Api.all().size());
    }

    private void compare(GeneratedMessage message, short version, Map<String, @Nullable Object> values) {
        String where = message + " version " + version + ", seed " + seed;
        Message kafkas = (Message) RandomFields.kafkas(message.kafkaType(), values);
        byte[] ours = message.write((ApiMessage) RandomFields.ours(message.type(), values), version);

        byte[] expected = kafkaBytes(kafkas, version);
        assertThat(ours).as("written here, " + where).isEqualTo(expected);

        kafkas.read(new ByteBufferAccessor(ByteBuffer.wrap(ours)), version);
        assertThat(kafkaBytes(kafkas, version)).as("read there, " + where).isEqualTo(ours);

        ByteBuffer direct =
                ByteBuffer.allocateDirect(expected.length).put(expected).flip();
        for (ByteBuffer frame : List.of(ByteBuffer.wrap(expected), direct)) {
            byte[] again = message.write(message.read(frame, version), version);
            assertThat(again).as("read here, " + where).isEqualTo(expected);
        }
    }

    private static byte[] kafkaBytes(Message message, short version) {
        ByteBuffer bytes = MessageUtil.toByteBufferAccessor(message, version).buffer();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    @Test
    void apisHaveTheKeysVersionsAndHeadersOfKafkaClients() {
        for (Api<?> api : Api.all()) {
            ApiKeys kafkas = ApiKeys.forId(api.key());
            assertThat(api.name()).isEqualTo(kafkas.name);
            assertThat(api.maxVersion()).as(api.name()).isEqualTo(kafkas.latestVersion(false));
            assertThat(api.minVersion()).as(api.name()).isEqualTo(kafkas.messageType.lowestSupportedVersion());
            for (short v = api.minVersion(); v <= api.maxVersion(); v++) {
                assertThat(api.requestHeaderVersion(v)).as(api + " " + v).isEqualTo(kafkas.requestHeaderVersion(v));
                assertThat(api.responseHeaderVersion(v)).as(api + " " + v).isEqualTo(kafkas.responseHeaderVersion(v));
            }
        }
    }

    @Test
    void requestHeadersAreReadByKafkaClients() {
        for (Api<?> api : Api.all()) {
            for (String clientId : new String[] {"orders-ä", "", null}) {
                for (short v = api.minVersion(); v <= api.maxVersion(); v++) {
                    MessageWriter out = new MessageWriter(ByteBuffer.allocateDirect(4), v, api.flexible(v));
                    new RequestHeader(api.key(), v, 77, clientId).write(out);
                    RequestHeaderData read =
                            new RequestHeaderData(new ByteBufferAccessor(out.buffer()), api.requestHeaderVersion(v));
                    assertThat(read.requestApiKey()).isEqualTo(api.key());
                    assertThat(read.requestApiVersion()).isEqualTo(v);
                    assertThat(read.correlationId()).isEqualTo(77);
                    assertThat(read.clientId()).isEqualTo(clientId);
                }
            }
        }
    }
}
