package io.myq.internal.batch;

import io.myq.message.Header;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Headers as they are in a record, decoded when somebody looks at one: most are never looked at. Immutable; any thread,
 * and two that come at the same time decode twice.
 */
final class LazyHeaders extends AbstractList<Header> {

    private final byte[] bytes;
    private final int count;
    /** An immutable list, which other threads see whole or not at all. */
    private @Nullable List<Header> decoded;

    /** @param bytes well-formed: a cursor has walked over them; not copied */
    LazyHeaders(byte[] bytes, int count) {
        this.bytes = bytes;
        this.count = count;
    }

    @Override
    public Header get(int index) {
        List<Header> headers = decoded;
        if (headers == null) {
            headers = decode();
            decoded = headers;
        }
        return headers.get(index);
    }

    @Override
    public int size() {
        return count;
    }

    private List<Header> decode() {
        Header[] headers = new Header[count];
        Reader in = new Reader();
        for (int i = 0; i < count; i++) {
            int nameLength = in.number();
            String name = new String(bytes, in.position, nameLength, StandardCharsets.UTF_8);
            in.position += nameLength;
            int valueLength = in.number();
            byte[] value = valueLength < 0 ? null : Arrays.copyOfRange(bytes, in.position, in.position + valueLength);
            in.position += Math.max(0, valueLength);
            headers[i] = new Header(name, value);
        }
        return List.of(headers);
    }

    private final class Reader {
        private int position;

        int number() {
            int bits = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = bytes[position++];
                bits |= (b & 0x7f) << shift;
                if (b >= 0) {
                    return bits >>> 1 ^ -(bits & 1);
                }
            }
        }
    }
}
