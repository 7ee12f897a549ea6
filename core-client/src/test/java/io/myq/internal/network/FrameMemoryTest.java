package io.myq.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Memory of frames: used again when nobody looks at it any more, and not a moment before. */
class FrameMemoryTest {

    private final FrameMemory memory = new FrameMemory();

    @Test
    void whatTheLastGaveBackIsTakenAgain() {
        byte[] first = memory.take(70_000);
        assertThat(first).hasSize(80 * 1024);
        FrameLease lease = new FrameLease(memory, first);
        lease.retain();
        lease.release();
        assertThat(memory.take(70_000)).isNotSameAs(first);
        lease.release();
        assertThat(memory.idleBytes()).isEqualTo(80 * 1024);
        assertThat(memory.take(80 * 1024)).isSameAs(first);
        assertThatThrownBy(lease::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void arraysAreAQuarterLargerThanAskedForAtMost() {
        Random random = new Random(17);
        for (int i = 0; i < 10_000; i++) {
            int bytes = 64 * 1024 + random.nextInt(16 * 1024 * 1024 - 64 * 1024 + 1);
            int size = FrameMemory.sizeOf(FrameMemory.sizeClass(bytes));
            assertThat(size).isBetween(bytes, bytes + bytes / 4 + 1);
            assertThat(FrameMemory.sizeClass(size)).isEqualTo(FrameMemory.sizeClass(bytes));
        }
    }

    @Test
    void smallAndHugeFramesAreNotKept() {
        assertThat(memory.take(64 * 1024 - 1)).isNull();
        assertThat(memory.take(32 * 1024 * 1024 + 1)).isNull();
        assertThat(memory.take(32 * 1024 * 1024)).hasSize(32 * 1024 * 1024);
        FrameLease.NONE.retain();
        FrameLease.NONE.release();
        FrameLease.NONE.release();
    }

    @Test
    void keepsWhatTheLastSecondNeededAndThenNothing() {
        byte[] needed = memory.take(100_000);
        byte[] spare = memory.take(100_000);
        memory.giveBack(needed);
        memory.giveBack(spare);
        assertThat(memory.trim()).isTrue();
        memory.giveBack(memory.take(100_000));
        assertThat(memory.trim()).as("one of two was used").isTrue();
        assertThat(memory.idleBytes()).isEqualTo(112 * 1024);
        assertThat(memory.trim()).as("nobody took any").isFalse();
        assertThat(memory.idleBytes()).isZero();
        memory.giveBack(spare);
        assertThat(memory.idleBytes()).as("nobody looks any more").isZero();
    }

    @Test
    void neverKeepsMoreThan64MiB() {
        List<byte[]> taken = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            taken.add(memory.take(4 * 1024 * 1024));
        }
        taken.forEach(memory::giveBack);
        assertThat(memory.idleBytes()).isEqualTo(64 * 1024 * 1024);
    }

    @Test
    void framesInUsedMemoryAreWhole() {
        Random random = new Random(17);
        FrameReader reader = new FrameReader("broker:9092", 1 << 24, memory);
        byte[] earlier = new byte[300_000];
        for (int i = 0; i < 20; i++) {
            byte[] sent = new byte[i % 3 == 0 ? 300_000 : 66_000 + random.nextInt(200_000)];
            random.nextBytes(sent);
            ByteBuffer stream = ByteBuffer.allocate(4 + sent.length + 10).putInt(sent.length);
            stream.put(sent).put(earlier, 0, 10).flip();
            ByteBuffer frame = null;
            while (frame == null) {
                int piece = Math.min(stream.remaining() - 10, 1 + random.nextInt(100_000));
                ByteBuffer bytes = stream.slice(stream.position(), piece);
                frame = reader.next(bytes);
                stream.position(stream.position() + piece);
            }
            byte[] received = new byte[frame.remaining()];
            frame.get(received);
            assertThat(received).isEqualTo(sent);
            reader.lease().release();
        }
        assertThat(memory.idleBytes()).isPositive();
    }
}
