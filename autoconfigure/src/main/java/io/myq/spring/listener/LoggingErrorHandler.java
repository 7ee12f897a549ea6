package io.myq.spring.listener;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The default: one report at ERROR for each failure, and the partition goes on. Stateless. */
public final class LoggingErrorHandler implements ListenerErrorHandler {

    private static final Logger LOG = LoggerFactory.getLogger(LoggingErrorHandler.class);

    @Override
    public void handle(ListenerFailure failure) {
        if (failure.kind() == ListenerFailure.Kind.CONVERSION) {
            LOG.error(
                    "Listener '{}' (group {}) cannot take {}: {}. It counts as done, and the partition goes on.",
                    failure.listenerId(),
                    failure.group(),
                    failure.position(),
                    failure.cause().getMessage());
            LOG.debug("Why {} cannot be taken", failure.position(), failure.cause());
        } else {
            LOG.error(
                    "Listener '{}' (group {}) failed at {}: {}. It counts as done, and the partition goes on.",
                    failure.listenerId(),
                    failure.group(),
                    failure.position(),
                    failure.cause().toString(),
                    failure.cause());
        }
    }
}
