package io.myq.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.myq.error.ProtocolException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a peer sends: a ProtocolException or a message, nothing else, and no memory because it said a length. */
class HostileMessageTest {
    /** Per byte of input: the densest message is an array of one-byte integers, each an object in a list. */
    private static final int MAX_ALLOCATED_PER_BYTE = 64;
    /** For the exception with its stack trace. */
    private static final int MAX_ALLOCATED_ALWAYS = 16 * 1024;

    private static final List<byte[]> LIES = List.of(
            hex("7fffffff"),
            hex("80000000"),
            hex("fffffffe"),
            hex("7fff"),
            hex("fffe"),
            hex("ffffffff0f"),
            hex("ffffffff7f"),
            hex("ffffffffffffffffffff"),
            hex("8080808080808000"));

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long seed = Long.getLong("test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @BeforeEach
    void printSeed() {
        System.out.println("seed " + seed + " (replay with -Dtest.seed=" + seed + ")");
    }

    @Test
    void everyTruncationIsAProtocolException() {
        forEachVersion((message, version, bytes) -> {
            for (int length = 0; length < bytes.length; length++) {
                ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
                assertThatThrownBy(() -> message.read(cut, version))
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageContaining(message.toString());
            }
        });
    }

    @Test
    void lyingLengthsAndNonsenseVarintsAllocateNothing() {
        forEachVersion((message, version, bytes) -> {
            for (byte[] lie : LIES) {
                for (int at = 0; at + lie.length <= bytes.length; at++) {
                    byte[] hostile = bytes.clone();
                    System.arraycopy(lie, 0, hostile, at, lie.length);
                    read(message, version, hostile);
                }
            }
        });
    }

    @Test
    void flippedBytesAreAMessageOrAProtocolException() {
        forEachVersion((message, version, bytes) -> {
            for (int i = 0; i < 60; i++) {
                byte[] hostile = bytes.clone();
                for (int flips = 1 + random.nextInt(3); flips > 0 && hostile.length > 0; flips--) {
                    hostile[random.nextInt(hostile.length)] ^= (byte) (1 << random.nextInt(8));
                }
                read(message, version, hostile);
            }
        });
    }

    @Test
    void noiseIsAMessageOrAProtocolException() {
        forEachVersion((message, version, bytes) -> {
            byte[] noise = new byte[random.nextInt(500)];
            random.nextBytes(noise);
            read(message, version, noise);
            Arrays.fill(noise, (byte) random.nextInt(3));
            read(message, version, noise);
        });
    }

    private void read(GeneratedMessage message, short version, byte[] hostile) {
        long most = MAX_ALLOCATED_ALWAYS + (long) MAX_ALLOCATED_PER_BYTE * hostile.length;
        long allocated = allocatedBy(message, version, hostile);
        if (allocated > most) {
            // the JVM's own work, say for reflection, is not done a second time
            allocated = allocatedBy(message, version, hostile);
        }
        assertThat(allocated)
                .as(() -> message + " version " + version + ", seed " + seed + ": "
                        + HexFormat.of().formatHex(hostile))
                .isLessThanOrEqualTo(most);
    }

    private long allocatedBy(GeneratedMessage message, short version, byte[] hostile) {
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            message.read(ByteBuffer.wrap(hostile), version);
        } catch (ProtocolException expected) {
            assertThat(expected.getMessage()).contains(message.toString());
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private interface Attack {
        void on(GeneratedMessage message, short version, byte[] bytes);
    }

    private void forEachVersion(Attack attack) {
        RandomFields fields = new RandomFields(random);
        for (GeneratedMessage message : GeneratedMessage.all()) {
            for (short version = message.minVersion(); version <= message.maxVersion(); version++) {
                byte[] bytes;
                do {
                    Object ours = RandomFields.ours(message.type(), fields.forMessage(message.kafkaType(), version));
                    bytes = message.write((ApiMessage) ours, version);
                } while (bytes.length > 600);
                attack.on(message, version, bytes);
            }
        }
    }

    @Test
    void anArrayOfTwoBillionInAFrameOfAFewBytesIsRefusedByName() {
        MessageReader in = new MessageReader(ByteBuffer.wrap(hex("7fffffff0000")), (short) 7, false);
        assertThatThrownBy(() -> ProduceResponse.read(in))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("Cannot read ProduceResponse.responses in version 7 at byte 4: "
                        + "a length of 2147483647 with 2 bytes left");
    }

    @Test
    void bytesLeftOverAreRefused() {
        MessageReader in = new MessageReader(ByteBuffer.wrap(hex("0000000000000000ff")), (short) 0, false);
        assertThatThrownBy(() -> Api.HEARTBEAT.readResponse(in))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("Cannot read HeartbeatResponse in version 0 at byte 2: "
                        + "7 bytes are left over after the message");
    }

    @Test
    void unknownTaggedFieldsAreSkippedAndKnownOnesMustFillTheirSize() {
        // error, no apis, throttle, three tagged fields: 99 with two bytes, 1 (an int64), 3 (a boolean)
        String body = "0000" + "01" + "00000000";
        ApiVersionsResponse read = apiVersions(body + "03" + "6302abcd" + "0108" + "0000000000000007" + "030101");
        assertThat(read.finalizedFeaturesEpoch()).isEqualTo(7);
        assertThat(read.zkMigrationReady()).isTrue();

        assertThatThrownBy(() -> apiVersions(body + "01" + "0109" + "000000000000000700"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("1 bytes too many in a tagged field");
        assertThatThrownBy(() -> apiVersions(body + "01" + "0107" + "0000000000000007"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("ApiVersionsResponse.finalizedFeaturesEpoch");
        assertThatThrownBy(() -> apiVersions(body + "01" + "63ffffffff0f"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("a tagged field's length of 4294967295");
    }

    private static ApiVersionsResponse apiVersions(String hex) {
        return Api.API_VERSIONS.readResponse(new MessageReader(ByteBuffer.wrap(hex(hex)), (short) 3, true));
    }

    @Test
    void aValueWithoutAPlaceInTheVersionIsRefusedUnlessItMayBeIgnored() {
        MetadataRequest noCreation = MetadataRequest.defaults().withAllowAutoTopicCreation(false);
        assertThatThrownBy(() -> write(noCreation, 3))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("Cannot write MetadataRequest.allowAutoTopicCreation in version 3: "
                        + "has a value, but this version of the API cannot carry it");
        assertThat(write(noCreation, 4).remaining()).isEqualTo(5);

        var topic = MetadataRequest.MetadataRequestTopic.defaults().withName("t");
        var ignorable = MetadataRequest.defaults().withTopics(List.of(topic.withTopicId(new UUID(1, 2))));
        assertThat(write(ignorable, 4))
                .isEqualTo(write(MetadataRequest.defaults().withTopics(List.of(topic)), 4));
    }

    @Test
    void nullIsRefusedWhereTheVersionHasNone() {
        MetadataRequest allTopics = MetadataRequest.defaults().withTopics(null);
        assertThat(write(allTopics, 1).getInt()).isEqualTo(-1);
        assertThatThrownBy(() -> write(allTopics, 0))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("Cannot write MetadataRequest.topics in version 0: must not be null in this version");
        assertThatThrownBy(() ->
                        MetadataRequest.read(new MessageReader(ByteBuffer.wrap(hex("ffffffff")), (short) 0, false)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("null, which this version does not allow");
    }

    @Test
    void stringsLongerThanTheProtocolAllowsAreRefused() {
        var topic = MetadataRequest.MetadataRequestTopic.defaults().withName("x".repeat(40_000));
        assertThatThrownBy(() -> write(MetadataRequest.defaults().withTopics(List.of(topic)), 9))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("a string of 40000 bytes; at most 32767 can be sent");
    }

    private static ByteBuffer write(MetadataRequest request, int version) {
        short v = (short) version;
        MessageWriter out = new MessageWriter(ByteBuffer.allocate(8), v, Api.METADATA.flexible(v));
        request.write(out);
        return out.buffer();
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
