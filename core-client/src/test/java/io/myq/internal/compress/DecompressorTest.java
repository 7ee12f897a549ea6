package io.myq.internal.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.myq.error.CorruptRecordException;
import io.myq.message.CompressionType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.SnappyOutputStream;

class DecompressorTest {
    private static final byte[] TEXT = mixed(300_000);
    private final Decompressor decompressor = new Decompressor(1 << 20);

    /** Partly text, partly noise, so that blocks of both kinds come up. */
    private static byte[] mixed(int size) {
        byte[] bytes = new byte[size];
        new Random(5).nextBytes(bytes);
        byte[] text = "the same words again and again; ".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i + text.length < size; i += text.length) {
            if (i / 100_000 % 2 == 0) {
                System.arraycopy(text, 0, bytes, i, text.length);
            }
        }
        return bytes;
    }

    @AfterEach
    void close() {
        decompressor.close();
    }

    private byte[] decompress(CompressionType type, byte[] compressed) {
        return decompressor.decompress(type, ByteBuffer.wrap(compressed));
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void readsTheLibrariesOwnStreamsAndOurs(CompressionType type) {
        for (int size : new int[] {0, 1, 10, 65_535, 65_536, 65_537, 300_000}) {
            byte[] raw = Arrays.copyOf(TEXT, size);
            assertThat(decompress(type, CompressedBy.streamOf(type, raw))).isEqualTo(raw);
            byte[] ours = CompressedBy.us(type, raw);
            assertThat(decompress(type, ours)).isEqualTo(raw);
            ByteBuffer direct = ByteBuffer.allocateDirect(ours.length + 3)
                    .position(3)
                    .put(ours)
                    .position(3);
            assertThat(decompressor.decompress(type, direct)).isEqualTo(raw);
            assertThat(direct.position()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void readsAnyCodecAfterAnyOther(CompressionType first) {
        for (CompressionType second : CompressionType.values()) {
            if (second != CompressionType.NONE) {
                decompress(first, CompressedBy.streamOf(first, TEXT));
                assertThat(decompress(second, CompressedBy.streamOf(second, TEXT)))
                        .as("%s after %s", second, first)
                        .isEqualTo(TEXT);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void whatJustFitsIsReadAndOneByteMoreIsNot(CompressionType type) {
        byte[] exact = mixed(1 << 20);
        assertThat(decompress(type, CompressedBy.streamOf(type, exact))).isEqualTo(exact);
        byte[] more = CompressedBy.streamOf(type, mixed((1 << 20) + 1));
        assertThatThrownBy(() -> decompress(type, more))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessage("cannot decompress " + more.length + " bytes of " + type
                        + ": decompressed it has more than the 1048576 bytes allowed");
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void everyTruncationIsRefused(CompressionType type) {
        byte[] compressed = CompressedBy.streamOf(type, mixed(3000));
        for (int length = 0; length < compressed.length; length++) {
            // snappy's stream has no end mark: cut between two of its parts it is a shorter stream
            if (type == CompressionType.SNAPPY && length == 16) {
                continue;
            }
            byte[] cut = Arrays.copyOf(compressed, length);
            assertThatThrownBy(() -> decompress(type, cut)).isInstanceOf(CorruptRecordException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 32 * 1024, 1 << 20})
    void readsXerialChunksOfAnySizeAndStreamsOneAfterTheOther(int chunk) {
        byte[] stream = CompressedBy.write(TEXT, out -> new SnappyOutputStream(out, chunk));
        assertThat(decompress(CompressionType.SNAPPY, stream)).isEqualTo(TEXT);
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.writeBytes(stream);
        twice.writeBytes(stream);
        assertThat(decompress(CompressionType.SNAPPY, twice.toByteArray())).hasSize(2 * TEXT.length);
    }

    @Test
    void aSnappyChunkThatAnnouncesTwoGigabytesIsRefused() {
        byte[] xerial = HexFormat.of().parseHex("82534e415050590000000001000000017fffffff0102");
        assertThatThrownBy(() -> decompress(CompressionType.SNAPPY, xerial))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("a chunk of 2147483647 bytes, with 2 left");
        byte[] raw = HexFormat.of().parseHex("ffffffff0701020304");
        assertThatThrownBy(() -> decompress(CompressionType.SNAPPY, raw))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("cannot decompress 9 bytes of SNAPPY");
        byte[] plausible = HexFormat.of().parseHex("8008" + "01020304"); // 1024 bytes
        assertThatThrownBy(() -> decompress(CompressionType.SNAPPY, plausible))
                .isInstanceOf(CorruptRecordException.class);
    }

    @ParameterizedTest
    @EnumSource
    void readsLz4FramesWithAnyBlockSizeAndChecksums(BLOCKSIZE size) {
        FLG.Bits[][] options = {
            {FLG.Bits.BLOCK_INDEPENDENCE},
            {FLG.Bits.BLOCK_INDEPENDENCE, FLG.Bits.BLOCK_CHECKSUM},
            {FLG.Bits.BLOCK_INDEPENDENCE, FLG.Bits.CONTENT_CHECKSUM, FLG.Bits.CONTENT_SIZE},
            {FLG.Bits.BLOCK_INDEPENDENCE, FLG.Bits.BLOCK_CHECKSUM, FLG.Bits.CONTENT_CHECKSUM, FLG.Bits.CONTENT_SIZE},
        };
        for (FLG.Bits[] bits : options) {
            byte[] frame = CompressedBy.write(TEXT, out -> new LZ4FrameOutputStream(out, size, TEXT.length, bits));
            assertThat(decompress(CompressionType.LZ4, frame)).isEqualTo(TEXT);
            byte[] flipped = frame.clone();
            flipped[frame.length / 2] ^= 1;
            if (bits.length > 1) {
                assertThatThrownBy(() -> decompress(CompressionType.LZ4, flipped))
                        .isInstanceOf(CorruptRecordException.class);
            }
        }
    }

    @Test
    void lz4FramesThatBrokersRefuseAreRefusedWithTheReason() {
        byte[] frame = CompressedBy.us(CompressionType.LZ4, TEXT);
        byte[] linked = frame.clone();
        linked[4] = 0x40; // flags: independence bit off
        linked[6] = headerChecksum(linked);
        assertThatThrownBy(() -> decompress(CompressionType.LZ4, linked))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("linked blocks or dictionaries are not supported");
        byte[] header = frame.clone();
        header[6]++;
        assertThatThrownBy(() -> decompress(CompressionType.LZ4, header))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("the LZ4 header checksum is wrong");
        byte[] trailing = Arrays.copyOf(frame, frame.length + 1);
        assertThatThrownBy(() -> decompress(CompressionType.LZ4, trailing))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("1 bytes are left over after the frame");
    }

    private static byte headerChecksum(byte[] frame) {
        return (byte)
                (net.jpountz.xxhash.XXHashFactory.fastestInstance().hash32().hash(frame, 4, 2, 0) >> 8);
    }

    @Test
    void readsGzipWithEveryOptionalHeaderFieldAndSeveralMembers() {
        byte[] plain = CompressedBy.streamOf(CompressionType.GZIP, TEXT);
        ByteArrayOutputStream decorated = new ByteArrayOutputStream();
        decorated.writeBytes(HexFormat.of().parseHex("1f8b081e000000000003")); // CRC, extra, name, comment
        decorated.writeBytes(HexFormat.of().parseHex("0300aabbcc" + "6e00" + "6300" + "0000"));
        decorated.write(plain, 10, plain.length - 10);
        decorated.writeBytes(plain);
        assertThat(decompress(CompressionType.GZIP, decorated.toByteArray())).hasSize(2 * TEXT.length);

        byte[] wrongCrc = plain.clone();
        wrongCrc[plain.length - 8]++;
        assertThatThrownBy(() -> decompress(CompressionType.GZIP, wrongCrc))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("its checksum or length is wrong");
    }

    @Test
    void readsZstdFramesWithoutASizeWithAHugeWindowAndOneAfterTheOther() {
        byte[] streamed = CompressedBy.write(
                TEXT, out -> new ZstdOutputStreamNoFinalizer(out).setLong(27).setLevel(3));
        assertThat(decompress(CompressionType.ZSTD, streamed)).isEqualTo(TEXT);
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.writeBytes(streamed);
        twice.writeBytes(CompressedBy.us(CompressionType.ZSTD, TEXT));
        assertThat(decompress(CompressionType.ZSTD, twice.toByteArray())).hasSize(2 * TEXT.length);
    }
}
