package io.myq.config;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * {@code Producer.Return}: which outcomes are put into the producer's streams, besides futures and callbacks. A stream that
 * nobody reads never holds the producer up.
 *
 * @param successes acknowledged messages. Default false
 * @param errors messages that were not written, or may not have been. Default false
 */
@RecordBuilder
public record ReturnConfig(boolean successes, boolean errors) implements ReturnConfigBuilder.With {

    /** The default of every leaf. */
    public static ReturnConfig defaults() {
        return new ReturnConfig(false, false);
    }
}
