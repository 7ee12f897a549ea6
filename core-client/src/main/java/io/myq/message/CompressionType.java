package io.myq.message;

/** How the records of a batch are compressed: the codecs of the Kafka record batch format, with their numbers. */
public enum CompressionType {
    NONE(0),
    GZIP(1, 1, 9),
    SNAPPY(2),
    LZ4(3, 1, 17),
    ZSTD(4, -131_072, 22);

    private final int id;
    private final int minLevel;
    private final int maxLevel;

    CompressionType(int id) {
        this(id, 0, -1);
    }

    CompressionType(int id, int minLevel, int maxLevel) {
        this.id = id;
        this.minLevel = minLevel;
        this.maxLevel = maxLevel;
    }

    /** The number in bits 0–2 of a batch's attributes. */
    public int id() {
        return id;
    }

    /** Whether the codec can be told how hard to try. */
    public boolean hasLevels() {
        return minLevel <= maxLevel;
    }

    /** The fastest level; meaningless without {@linkplain #hasLevels() levels}. */
    public int minLevel() {
        return minLevel;
    }

    /** The level that compresses best; meaningless without {@linkplain #hasLevels() levels}. */
    public int maxLevel() {
        return maxLevel;
    }
}
