package io.myq.fuzz;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Spoils bytes as a hostile or broken peer might. Owned by one thread. */
final class Mutations {

    /** Numbers at the ends of their ranges, in the forms that the protocol has: fixed, varint, zigzag. */
    private static final List<byte[]> NUMBERS = List.of(
            hex("7fffffff"),
            hex("80000000"),
            hex("ffffffff"),
            hex("fffffffe"),
            hex("00000000"),
            hex("7fff"),
            hex("ffff"),
            hex("ffffffff0f"),
            hex("feffffff0f"),
            hex("ffffffff7f"),
            hex("ffffffffffffffffff01"),
            hex("7fffffffffffffff"),
            hex("8080808000"),
            hex("00"),
            hex("01"),
            hex("7f"));

    private static final int MOST_BYTES = 64 * 1024;
    private static final int BEGINNING = 120;

    private final Random random;

    Mutations(Random random) {
        this.random = random;
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** @param other for pieces of something that makes sense elsewhere */
    byte[] of(byte[] bytes, byte[] other) {
        byte[] mutated = bytes.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            mutated = once(mutated, other);
        }
        return mutated;
    }

    private byte[] once(byte[] bytes, byte[] other) {
        if (bytes.length == 0) {
            return other.clone();
        }
        int at = random.nextInt(random.nextBoolean() ? Math.min(BEGINNING, bytes.length) : bytes.length);
        return switch (random.nextInt(8)) {
            case 0 -> flip(bytes, at);
            case 1 -> Arrays.copyOf(bytes, at);
            case 2 -> replace(bytes, at, random.nextInt(1 + Math.min(64, bytes.length - at)), new byte[0]);
            case 3 -> replace(bytes, at, 0, piece(other));
            case 4 -> replace(bytes, at, 0, piece(bytes));
            case 5 -> overwrite(bytes, at, noise());
            default -> overwrite(bytes, at, NUMBERS.get(random.nextInt(NUMBERS.size())));
        };
    }

    private byte[] flip(byte[] bytes, int at) {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        return bytes;
    }

    private byte[] noise() {
        byte[] noise = new byte[1 + random.nextInt(8)];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] piece(byte[] whole) {
        if (whole.length == 0) {
            return noise();
        }
        int from = random.nextInt(whole.length);
        return Arrays.copyOfRange(whole, from, from + random.nextInt(1 + Math.min(200, whole.length - from)));
    }

    private static byte[] overwrite(byte[] bytes, int at, byte[] with) {
        System.arraycopy(with, 0, bytes, at, Math.min(with.length, bytes.length - at));
        return bytes;
    }

    private static byte[] replace(byte[] bytes, int at, int length, byte[] with) {
        if (bytes.length + with.length > MOST_BYTES) {
            return bytes;
        }
        byte[] replaced = new byte[bytes.length - length + with.length];
        System.arraycopy(bytes, 0, replaced, 0, at);
        System.arraycopy(with, 0, replaced, at, with.length);
        System.arraycopy(bytes, at + length, replaced, at + with.length, bytes.length - at - length);
        return replaced;
    }
}
