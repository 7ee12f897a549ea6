package io.myq.spring.convert;

import java.lang.reflect.Type;

/**
 * Writes and reads payloads that are neither bytes nor text. A bean of this type replaces JSON. Thread-safe.
 */
public interface PayloadConverter {

    /**
     * Writes a payload.
     *
     * @param payload never {@code null}, {@code byte[]} or {@code String}
     * @throws Exception when it cannot be written
     */
    byte[] write(Object payload) throws Exception;

    /**
     * A reader for one type, asked for once per parameter, at the start.
     *
     * @param type of the parameter, with its type arguments
     * @throws IllegalArgumentException when no payload can ever be read to this type: the message says what to change
     */
    PayloadReader readerFor(Type type);
}
