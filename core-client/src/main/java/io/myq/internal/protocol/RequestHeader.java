package io.myq.internal.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What comes before a request's body: header version 1, or version 2 (with tagged fields) before flexible bodies.
 * Immutable, for every thread.
 *
 * @param clientId name of this client in the broker's logs, quotas and metrics; null for none
 */
public record RequestHeader(
        short apiKey,
        short apiVersion,
        int correlationId,
        @Nullable String clientId) {
    public void write(MessageWriter out) {
        out.int16("RequestHeader.apiKey", apiKey);
        out.int16("RequestHeader.apiVersion", apiVersion);
        out.int32("RequestHeader.correlationId", correlationId);
        // never compact: a broker must be able to read this field before it knows the API's versions
        out.headerString("RequestHeader.clientId", clientId);
        out.beginTags();
    }
}
