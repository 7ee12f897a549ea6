package io.myq.partitioner;

/** The 32-bit FNV-1a hash. Stateless. */
final class Fnv1a {

    private static final int OFFSET_BASIS = 0x811c9dc5;
    private static final int PRIME = 0x01000193;

    private Fnv1a() {}

    static int hash(byte[] data) {
        int h = OFFSET_BASIS;
        for (byte b : data) {
            h = (h ^ b & 0xff) * PRIME;
        }
        return h;
    }
}
