package io.myq.internal.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.myq.message.CompressionType;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codec libraries are optional: without one, only its own type fails, and the error says what to add. */
class MissingCodecTest {
    @ParameterizedTest
    @CsvSource({"SNAPPY, org.xerial.snappy:snappy-java", "LZ4, at.yawk.lz4:lz4-java", "ZSTD, com.github.luben:zstd-jni"
    })
    void namesTheArtifactToAdd(CompressionType type, String artifact) throws Exception {
        try (WithoutCodecs loader = new WithoutCodecs()) {
            assertThatThrownBy(() -> compress(loader, type.name()))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .satisfies(e -> assertThat(e.getClass().getName()).isEqualTo("io.myq.error.MissingCodecException"))
                    .hasMessage("Compression " + type + " needs a library that is not on the class path; "
                            + "add the dependency " + artifact);
            // a second try tells the same, and what needs no library works on
            assertThatThrownBy(() -> compress(loader, type.name())).cause().hasMessageContaining(artifact);
            assertThat(compress(loader, "GZIP").remaining()).isPositive();
        }
    }

    private static ByteBuffer compress(ClassLoader loader, String type) throws Exception {
        Class<?> types = loader.loadClass(CompressionType.class.getName());
        Class<?> compressors = loader.loadClass(Compressor.class.getName());
        Object compressor = compressors.getConstructor().newInstance();
        Object constant = types.getMethod("valueOf", String.class).invoke(null, type);
        return (ByteBuffer) compressors
                .getMethod("compress", types, int.class, ByteBuffer.class)
                .invoke(compressor, constant, Compressor.DEFAULT_LEVEL, ByteBuffer.wrap(new byte[100]));
    }

    /** Has the client's classes of its own, and no codec library. */
    private static final class WithoutCodecs extends URLClassLoader {
        WithoutCodecs() throws IOException {
            super(
                    new URL[] {
                        Compressor.class.getProtectionDomain().getCodeSource().getLocation()
                    },
                    ClassLoader.getPlatformClassLoader());
        }
    }
}
