package io.myq.internal.protocol;

import io.myq.error.ProtocolException;
import io.myq.fuzz.Fuzzer;
import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageUtil;
import org.junit.jupiter.api.Test;

/** Every message that can come from a broker, written by Kafka's own classes in every version, and then spoiled. */
class MessageFuzzTest {

    /** The densest message is an array of one-byte integers, each an object in a list. */
    private static final int MOST_PER_BYTE = 64;

    private static final int MOST_ALWAYS = 64 * 1024;
    private static final int LONGEST = 2000;

    @Test
    void spoiledMessagesAreMessagesOrProtocolExceptions() throws InterruptedException {
        Fuzzer fuzzer = new Fuzzer("messages", 9, ProtocolException.class, MOST_ALWAYS, MOST_PER_BYTE);
        RandomFields fields = new RandomFields(new Random(7));
        for (GeneratedMessage message : GeneratedMessage.all()) {
            if (message.type().getSimpleName().endsWith("Request")) {
                continue;
            }
            for (short version = message.minVersion(); version <= message.maxVersion(); version++) {
                fuzzer.add(seed(message, version, fields));
            }
        }
        fuzzer.run();
    }

    private static Fuzzer.Seed seed(GeneratedMessage message, short version, RandomFields fields) {
        byte[] bytes;
        do {
            Object theirs = RandomFields.kafkas(message.kafkaType(), fields.forMessage(message.kafkaType(), version));
            ByteBuffer frame =
                    MessageUtil.toByteBufferAccessor((Message) theirs, version).buffer();
            bytes = new byte[frame.remaining()];
            frame.get(bytes);
        } while (bytes.length > LONGEST);
        return new Fuzzer.Seed(
                message + " version " + version, bytes, hostile -> message.read(ByteBuffer.wrap(hostile), version));
    }
}
