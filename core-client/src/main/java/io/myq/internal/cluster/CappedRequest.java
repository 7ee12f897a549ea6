package io.myq.internal.cluster;

import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.ApiMessage;
import io.myq.internal.protocol.MessageWriter;
import io.myq.internal.protocol.Request;

/**
 * A request that is sent in no newer version than that. Immutable; any thread.
 *
 * @param body what is sent
 */
public record CappedRequest<R extends ApiMessage>(Request<R> body, short maxVersion) implements Request<R> {

    @Override
    public Api<R> api() {
        return body.api();
    }

    @Override
    public void write(MessageWriter out) {
        body.write(out);
    }
}
