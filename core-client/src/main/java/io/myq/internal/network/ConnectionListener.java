package io.myq.internal.network;

import io.myq.error.MyqException;

/** What a connection tells its owner. Called on the owner loop; may ask the connection, but not change it. */
public interface ConnectionListener {

    /** The broker can be used: versions are negotiated. Called once at most. */
    void onOpen();

    /**
     * There is no connection, or there is none any more. Called exactly once, before the requests fail; not when the
     * owner itself closed it.
     */
    void onLost(MyqException cause);
}
