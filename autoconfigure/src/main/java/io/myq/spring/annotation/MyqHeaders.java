package io.myq.spring.annotation;

/** Names for {@link Header} that stand for what every message carries, whatever headers it has. */
public final class MyqHeaders {

    /** Topic: {@code String}. */
    public static final String TOPIC = "myq:topic";

    /** Number of the partition: {@code int}. */
    public static final String PARTITION = "myq:partition";

    /** Position in the partition: {@code long}. */
    public static final String OFFSET = "myq:offset";

    /** Key: {@code byte[]} or {@code String}. */
    public static final String KEY = "myq:key";

    /** Time of the message: {@code long}, in milliseconds since the epoch, or {@link java.time.Instant}. */
    public static final String TIMESTAMP = "myq:timestamp";

    private MyqHeaders() {}
}
