package io.myq.spring.convert;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text that must be what its bytes say: nothing is replaced silently. Stateless. */
public final class Utf8 {

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /**
     * Reads text.
     *
     * @throws PayloadConversionException when the bytes are not UTF-8
     */
    public static String decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // the quick way puts the replacement character where bytes make no sense: only then look closely
        if (text.indexOf(REPLACEMENT) >= 0) {
            requireValid(bytes);
        }
        return text;
    }

    private static void requireValid(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw new PayloadConversionException("the bytes are not text in UTF-8", e);
        }
    }
}
