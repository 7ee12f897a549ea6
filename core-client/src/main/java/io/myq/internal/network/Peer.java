package io.myq.internal.network;

/**
 * Whom a connection is for, and what a person should know when it fails. Immutable; any thread.
 *
 * @param host name or IP address, without brackets
 * @param attempt counts the attempts since the last success, from 1
 * @param hint ends the messages of failed connects: what is special about this address. May be empty
 */
public record Peer(String host, int port, int attempt, String hint) {

    /** As {@code host:port}, with brackets around an IPv6 address. */
    public String address() {
        return address(host, port);
    }

    /** The same of a host and a port. */
    public static String address(String host, int port) {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    String attemptText() {
        return " at attempt " + attempt;
    }
}
