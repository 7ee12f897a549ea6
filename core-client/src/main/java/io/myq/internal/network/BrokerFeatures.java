package io.myq.internal.network;

import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.ApiVersionsResponse;
import io.myq.internal.protocol.ApiVersionsResponse.ApiVersion;

/**
 * What one broker says of the features that its whole cluster has agreed on (KIP-584). Immutable; any thread.
 *
 * @param epoch grows with each change of the cluster's features; -1 where the broker does not say
 * @param transactionsV2 whether transactions are those of KIP-890, part 2
 */
public record BrokerFeatures(long epoch, boolean transactionsV2) {

    /** Nothing is known. */
    public static final BrokerFeatures NONE = new BrokerFeatures(-1, false);

    private static final int TRANSACTIONS_V2 = 2;

    static BrokerFeatures of(ApiVersionsResponse response) {
        boolean finalized = response.finalizedFeatures().stream()
                .anyMatch(feature ->
                        feature.name().equals("transaction.version") && feature.maxVersionLevel() >= TRANSACTIONS_V2);
        boolean spoken = speaks(response, Api.PRODUCE, 12)
                && speaks(response, Api.INIT_PRODUCER_ID, 5)
                && speaks(response, Api.END_TXN, 5)
                && speaks(response, Api.TXN_OFFSET_COMMIT, 5);
        return new BrokerFeatures(response.finalizedFeaturesEpoch(), finalized && spoken);
    }

    private static boolean speaks(ApiVersionsResponse response, Api<?> api, int version) {
        for (ApiVersion range : response.apiKeys()) {
            if (range.apiKey() == api.key()) {
                return range.maxVersion() >= version;
            }
        }
        return false;
    }
}
