package io.myq.internal.cluster;

import io.myq.internal.network.Peer;
import org.jspecify.annotations.Nullable;

/**
 * A broker, as the cluster advertises it.
 *
 * @param id its number in the cluster; negative for an address that the application gave, before the number is known
 * @param rack where it stands, if the cluster says so
 */
public record Node(int id, String host, int port, @Nullable String rack) {

    /** As {@code host:port}, with brackets around an IPv6 address. */
    public String address() {
        return Peer.address(host, port);
    }
}
