package io.myq.internal.batch;

import io.myq.message.CompressionType;

/** Where the fields of a record batch's header are, and what its attributes mean (format 2, KIP-98). Constants. */
final class BatchFormat {
    static final int BASE_OFFSET = 0;
    static final int LENGTH = 8;
    /** The length field counts what comes after it. */
    static final int LENGTH_END = 12;

    static final int PARTITION_LEADER_EPOCH = 12;
    static final int MAGIC = 16;
    static final int CRC = 17;
    /** The checksum covers everything from here to the end. */
    static final int ATTRIBUTES = 21;

    static final int LAST_OFFSET_DELTA = 23;
    static final int BASE_TIMESTAMP = 27;
    static final int MAX_TIMESTAMP = 35;
    static final int PRODUCER_ID = 43;
    static final int PRODUCER_EPOCH = 51;
    static final int BASE_SEQUENCE = 53;
    static final int COUNT = 57;
    static final int HEADER_BYTES = 61;

    static final byte MAGIC_V2 = 2;
    static final int CODEC_MASK = 0x07;
    static final int LOG_APPEND_TIME = 0x08;
    static final int TRANSACTIONAL = 0x10;
    static final int CONTROL = 0x20;

    private static final CompressionType[] CODECS = CompressionType.values();

    private BatchFormat() {}

    /** Whether {@link #codec} knows the codec of these attributes. */
    static boolean hasKnownCodec(short attributes) {
        return (attributes & CODEC_MASK) < CODECS.length;
    }

    /** The enum lists the codecs in the order of their numbers. */
    static CompressionType codec(short attributes) {
        return CODECS[attributes & CODEC_MASK];
    }
}
