package io.myq.internal.batch;

/** Header names in UTF-8, straight into an array: no byte array per name. Unpaired surrogates become "?". Stateless. */
final class Utf8 {
    private Utf8() {}

    static int size(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPair(text, i)) {
                bytes += 4;
                i++;
            } else {
                bytes += c < 0x80 || Character.isSurrogate(c) ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        return bytes;
    }

    /** @return the position after what was written */
    static int write(String text, byte[] target, int position) {
        int next = position;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                target[next++] = (byte) c;
            } else if (isPair(text, i)) {
                int codePoint = text.codePointAt(i++);
                target[next++] = (byte) (0xf0 | codePoint >> 18);
                target[next++] = (byte) (0x80 | codePoint >> 12 & 0x3f);
                target[next++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
                target[next++] = (byte) (0x80 | codePoint & 0x3f);
            } else if (Character.isSurrogate(c)) {
                target[next++] = '?';
            } else if (c < 0x800) {
                target[next++] = (byte) (0xc0 | c >> 6);
                target[next++] = (byte) (0x80 | c & 0x3f);
            } else {
                target[next++] = (byte) (0xe0 | c >> 12);
                target[next++] = (byte) (0x80 | c >> 6 & 0x3f);
                target[next++] = (byte) (0x80 | c & 0x3f);
            }
        }
        return next;
    }

    private static boolean isPair(String text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1));
    }
}
