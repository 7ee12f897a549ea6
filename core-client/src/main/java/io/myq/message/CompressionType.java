package io.myq.message;

/** How the records of a batch are compressed: the codecs of the Kafka record batch format, with their numbers. */
public enum CompressionType {
    NONE(0),
    GZIP(1),
    SNAPPY(2),
    LZ4(3),
    ZSTD(4);

    private final int id;

    CompressionType(int id) {
        this.id = id;
    }

    /** The number in bits 0–2 of a batch's attributes. */
    public int id() {
        return id;
    }
}
