package io.myq.internal.protocol;

/**
 * What comes before a response's body: header version 0, or version 1 (with tagged fields, which are skipped).
 * Immutable, for every thread.
 */
public record ResponseHeader(int correlationId) {
    /**
     * Leaves the reader at the body.
     *
     * @param headerVersion see {@link Api#responseHeaderVersion(short)}; not the version of the body
     */
    public static ResponseHeader read(MessageReader in, short headerVersion) {
        int correlationId = in.int32("ResponseHeader.correlationId");
        if (headerVersion >= 1) {
            in.skipTags("ResponseHeader");
        }
        return new ResponseHeader(correlationId);
    }
}
