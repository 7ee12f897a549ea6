package io.myq.internal.network;

/** What the owner loop calls when a channel is ready; the attachment of its selection key. Owned by the loop. */
interface IoHandler {

    /** The channel can be read, written, or both. Must handle its own I/O errors. */
    void onReady(int readyOps);
}
