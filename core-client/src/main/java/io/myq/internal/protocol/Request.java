package io.myq.internal.protocol;

/** A request, with the type of its response known to the compiler. Immutable. */
public interface Request<R extends ApiMessage> extends ApiMessage {
    Api<R> api();

    /** The newest version to send it in, for requests that mean something else, or are not for clients, in newer ones. */
    default short maxVersion() {
        return api().maxVersion();
    }
}
