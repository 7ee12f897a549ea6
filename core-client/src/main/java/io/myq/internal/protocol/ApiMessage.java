package io.myq.internal.protocol;

/** What can be written to the wire: a request, a response, one of their structs, or a data message. Immutable. */
public interface ApiMessage {
    /**
     * Writes every field that the writer's version has.
     *
     * @throws io.myq.error.UnsupportedRequestException if a value has no place in that version
     */
    void write(MessageWriter out);
}
