package io.myq.balance;

import io.myq.error.ProtocolException;
import io.myq.fuzz.Fuzzer;
import io.myq.message.TopicPartition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a member says that it had, spoiled: read, or taken for nothing, but never a reason to fail. */
class StickyUserDataFuzzTest {

    @Test
    void spoiledUserDataNeverFails() throws InterruptedException {
        Fuzzer fuzzer = new Fuzzer("sticky", 2, ProtocolException.class, 64 * 1024, 128);
        byte[] bytes = new StickyUserData(
                        List.of(
                                new TopicPartition("orders", 0),
                                new TopicPartition("orders", 4),
                                new TopicPartition("x", 1)),
                        9)
                .bytes();
        fuzzer.add(new Fuzzer.Seed("user data", bytes, StickyUserData::of));
        fuzzer.run();
    }
}
