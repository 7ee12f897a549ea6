package io.myq;

import org.jspecify.annotations.Nullable;

/**
 * One broker, as the client sees it at one moment.
 *
 * @param id its number in the cluster; negative while only an address is known
 * @param address as {@code host:port}
 * @param connected whether any connection to it is open
 * @param lastFailure why it cannot be reached; {@code null} when it can
 */
public record BrokerState(
        int id, String address, boolean connected, @Nullable Throwable lastFailure) {}
