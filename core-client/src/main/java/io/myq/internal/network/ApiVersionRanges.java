package io.myq.internal.network;

import io.myq.error.ProtocolException;
import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.ApiVersionsResponse.ApiVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which versions of which API one broker speaks. Immutable; any thread. */
final class ApiVersionRanges {

    private final String address;
    private final Map<Short, ApiVersion> ranges = new HashMap<>();

    ApiVersionRanges(String address, List<ApiVersion> versions) {
        this.address = address;
        versions.forEach(version -> ranges.put(version.apiKey(), version));
    }

    /**
     * The newest version that both sides speak.
     *
     * @throws ProtocolException when there is none, naming both ranges
     */
    short choose(Api<?> api) {
        ApiVersion broker = ranges.get(api.key());
        if (broker == null) {
            throw new ProtocolException("The broker at " + address + " does not know the API " + api.name()
                    + " (the client speaks its versions " + api.minVersion() + " to " + api.maxVersion()
                    + "): it is too old, or it does not offer this to clients");
        }
        short version = (short) Math.min(api.maxVersion(), broker.maxVersion());
        if (version < api.minVersion() || version < broker.minVersion()) {
            throw new ProtocolException("No common version of the API " + api.name() + ": the client speaks "
                    + api.minVersion() + " to " + api.maxVersion() + ", the broker at " + address + " speaks "
                    + broker.minVersion() + " to " + broker.maxVersion());
        }
        return version;
    }
}
