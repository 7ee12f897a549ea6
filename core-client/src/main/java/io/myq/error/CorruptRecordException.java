package io.myq.error;

import org.jspecify.annotations.Nullable;

/**
 * A record batch that cannot be read: wrong checksum or magic, lengths or counts that lie, or more bytes after
 * decompression than allowed. Names topic, partition and offset where they are known.
 */
public final class CorruptRecordException extends MyqException {

    private static final long serialVersionUID = 1L;

    public CorruptRecordException(String message) {
        super(message);
    }

    public CorruptRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
