package io.myq.internal.network;

import io.myq.error.MyqException;

/**
 * Takes the outcome of one request: exactly one of its methods is called, once, on the owner loop.
 *
 * @param <R> the response
 */
public interface ResponseHandler<R> {

    /** The broker answered. The response may hold views of the frame it came in. */
    void onResponse(R response);

    /**
     * No answer will come.
     *
     * @param maybeSent false when not one byte of the request has left, so that the broker cannot have acted on it
     */
    void onFailure(MyqException cause, boolean maybeSent);
}
