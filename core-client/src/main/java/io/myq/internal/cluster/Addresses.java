package io.myq.internal.cluster;

import io.myq.error.ConfigurationException;
import io.myq.error.ConfigurationException.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the addresses that an application gave. Stateless. */
final class Addresses {

    private static final String LEAF = "Addresses";
    private static final int MAX_PORT = 65_535;

    private Addresses() {}

    /**
     * One node for each address, with the ids -1, -2 and so on.
     *
     * @throws ConfigurationException with all that is wrong with any of them
     */
    static List<Node> parse(Collection<String> addresses) {
        List<Violation> violations = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        if (addresses.isEmpty()) {
            violations.add(new Violation(LEAF, "must hold at least one address, as host:port"));
        }
        for (String address : new LinkedHashSet<>(addresses)) {
            int colon = address.lastIndexOf(':');
            String problem = problem(address, colon);
            if (problem != null) {
                violations.add(
                        new Violation(LEAF, "must be like host:port, but there is '" + address + "': " + problem));
            } else {
                String host = address.substring(0, colon);
                String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
                nodes.add(new Node(-1 - nodes.size(), bare, Integer.parseInt(address.substring(colon + 1)), null));
            }
        }
        if (!violations.isEmpty()) {
            throw new ConfigurationException(violations);
        }
        return List.copyOf(nodes);
    }

    private static @Nullable String problem(String address, int colon) {
        if (address.isBlank()) {
            return "it is empty";
        }
        if (address.indexOf(',') >= 0) {
            return "several addresses are several entries, not one with commas";
        }
        if (address.contains("://")) {
            return "remove '" + address.substring(0, address.indexOf("://") + 3) + "'";
        }
        if (address.chars().anyMatch(Character::isWhitespace)) {
            return "remove the spaces";
        }
        if (colon < 0 || address.endsWith("]")) {
            return "the port is missing (brokers listen on 9092 by default)";
        }
        String portProblem = portProblem(address.substring(colon + 1));
        return portProblem != null ? portProblem : hostProblem(address.substring(0, colon));
    }

    private static @Nullable String hostProblem(String host) {
        if (host.isEmpty() || host.equals("[]")) {
            return "the host is missing";
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.indexOf(':') >= 0 && !bracketed) {
            return "write an IPv6 address in brackets, like [::1]:9092";
        }
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        return bare.chars().anyMatch(c -> "/\\[]@?#'\"".indexOf(c) >= 0) ? "'" + host + "' is not a host name" : null;
    }

    private static @Nullable String portProblem(String port) {
        boolean number = !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(c -> c >= '0' && c <= '9');
        if (number && Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= MAX_PORT) {
            return null;
        }
        return port.isEmpty()
                ? "the port is missing (brokers listen on 9092 by default)"
                : "'" + port + "' is not a port (1 to " + MAX_PORT + ")";
    }
}
