package io.myq.spring.convert;

import org.jspecify.annotations.Nullable;

/** Reads payloads to one type. Thread-safe. */
@FunctionalInterface
public interface PayloadReader {

    /**
     * Reads one payload.
     *
     * @param payload not {@code null}
     * @throws Exception when it cannot be read; its message is shown to a person
     */
    @Nullable
    Object read(byte[] payload) throws Exception;
}
