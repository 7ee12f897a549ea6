package io.myq.internal.compress;

import io.myq.error.MissingCodecException;
import io.myq.message.CompressionType;

/** Makes codecs, and says what to add when a library is missing. Stateless. */
final class Codecs {
    private Codecs() {}

    /** A new codec for one owner. The library's classes are touched here first, and only for the type asked for. */
    static Codec forType(CompressionType type) {
        try {
            return create(type);
        } catch (LinkageError e) {
            boolean absent = e instanceof NoClassDefFoundError && e.getCause() instanceof ClassNotFoundException;
            String problem = absent
                    ? "needs a library that is not on the class path; add the dependency " + artifact(type)
                    : "needs the native part of " + artifact(type) + ", which cannot be loaded here: " + e;
            throw new MissingCodecException("Compression " + type + " " + problem, e);
        }
    }

    private static Codec create(CompressionType type) {
        return switch (type) {
            case NONE -> throw new IllegalArgumentException("there is no codec for " + type);
            case GZIP -> new GzipCodec();
            case SNAPPY -> new SnappyCodec();
            case LZ4 -> new Lz4Codec();
            case ZSTD -> new ZstdCodec();
        };
    }

    private static String artifact(CompressionType type) {
        return switch (type) {
            case NONE, GZIP -> "java.base";
            case SNAPPY -> "org.xerial.snappy:snappy-java";
            case LZ4 -> "at.yawk.lz4:lz4-java";
            case ZSTD -> "com.github.luben:zstd-jni";
        };
    }
}
