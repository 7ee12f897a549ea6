package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * {@code Consumer.Return}: what is put into the consumer's streams, besides exceptions, status and log. A stream that nobody
 * reads never holds the consumer up.
 *
 * @param errors what went wrong with reading. Default false
 */
@RecordBuilder
public record ConsumerReturnConfig(boolean errors) implements ConsumerReturnConfigBuilder.With {

    /** The default of every leaf. */
    public static ConsumerReturnConfig defaults() {
        return new ConsumerReturnConfig(false);
    }
}
