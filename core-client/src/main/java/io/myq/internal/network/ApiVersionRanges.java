package io.myq.internal.network;

import io.myq.error.UnsupportedRequestException;
import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.ApiVersionsResponse;
import io.myq.internal.protocol.ApiVersionsResponse.ApiVersion;
import io.myq.internal.protocol.Request;
import java.util.HashMap;
import java.util.Map;

/** Which versions of which API one broker speaks. Immutable; any thread. */
final class ApiVersionRanges {

    private final String address;
    private final BrokerFeatures features;
    private final Map<Short, ApiVersion> ranges = new HashMap<>();

    ApiVersionRanges(String address, ApiVersionsResponse response) {
        this.address = address;
        this.features = BrokerFeatures.of(response);
        response.apiKeys().forEach(version -> ranges.put(version.apiKey(), version));
    }

    BrokerFeatures features() {
        return features;
    }

    /**
     * The newest version that both sides speak.
     *
     * @throws UnsupportedRequestException when there is none, naming both ranges
     */
    short choose(Request<?> request) {
        Api<?> api = request.api();
        ApiVersion broker = ranges.get(api.key());
        if (broker == null) {
            throw new UnsupportedRequestException("The broker at " + address + " does not know the API " + api.name()
                    + " (the client speaks its versions " + api.minVersion() + " to " + api.maxVersion()
                    + "): it is too old, or it does not offer this to clients");
        }
        short version = (short) Math.min(request.maxVersion(), broker.maxVersion());
        if (version < api.minVersion() || version < broker.minVersion()) {
            throw new UnsupportedRequestException("No common version of the API " + api.name() + ": the client speaks "
                    + api.minVersion() + " to " + request.maxVersion() + ", the broker at " + address + " speaks "
                    + broker.minVersion() + " to " + broker.maxVersion());
        }
        return version;
    }
}
