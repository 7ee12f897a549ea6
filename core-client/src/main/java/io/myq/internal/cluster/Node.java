package io.myq.internal.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A broker, as the cluster advertises it.
 *
 * @param id its number in the cluster; negative for an address that the application gave, before the number is known
 * @param rack where it stands, if the cluster says so
 */
public record Node(int id, String host, int port, @Nullable String rack) {

    /** As {@code host:port}. */
    public String address() {
        return host + ":" + port;
    }
}
