package io.myq.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The value of a message: says which one it is and where it was to go, and fills the rest with what its number gives, so that
 * a byte of another message shows.
 *
 * @param number the message's number in its run
 */
record Payload(String run, int number) {

    private static final int PARTS = 4;
    private static final int LETTERS = 26;

    static void requirePlain(String text) {
        if (text.indexOf('|') >= 0) {
            throw new IllegalArgumentException("'|' separates the parts of a value, so no part can have it: " + text);
        }
    }

    static byte[] of(Sent message) {
        byte[] head = (message.run() + "|" + message.id() + "|" + message.topic() + "|").getBytes(UTF_8);
        byte[] value = Arrays.copyOf(head, Math.max(head.length, message.bytes()));
        Arrays.fill(value, head.length, value.length, (byte) ('a' + message.id() % LETTERS));
        return value;
    }

    /** What a value says; {@code null} when it is not of this form. */
    static @Nullable Payload parse(byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        String[] parts = new String(value, UTF_8).split("\\|", PARTS);
        try {
            return parts.length == PARTS ? new Payload(parts[0], Integer.parseInt(parts[1])) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
