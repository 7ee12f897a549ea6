package io.myq.spring.autoconfigure.diagnostics;

import io.myq.error.ConnectionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do when no broker answered at the start; what happened, at which address, the client itself says. Stateless. */
final class ConnectionFailureAnalyzer extends AbstractFailureAnalyzer<ConnectionException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConnectionException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), """
                Start the broker, or correct its address in myq.bootstrap-servers (host:port, several separated by commas).
                For a broker that comes up later: myq.startup.timeout makes the start wait longer, and \
                myq.startup.policy=continue makes it not wait at all.
                For a broker of your own in development: add the dependency io.myq:myq-embedded-kafka and set no address.""", cause);
    }
}
