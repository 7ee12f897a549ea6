package io.myq.internal.protocol;

/** A request, with the type of its response known to the compiler. Immutable. */
public interface Request<R extends ApiMessage> extends ApiMessage {
    Api<R> api();
}
