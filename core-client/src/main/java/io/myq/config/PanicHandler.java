package io.myq.config;

/**
 * Told when something that must not happen happened inside the client: an unexpected exception or error on its own
 * threads. The client fails as a whole right after: all futures complete, and health says DOWN with this cause.
 *
 * <p>Called once per client, on the thread that failed. What it throws is logged.
 */
@FunctionalInterface
public interface PanicHandler {

    /**
     * @param where which part of the client failed
     * @param cause what it threw
     */
    void onPanic(String where, Throwable cause);
}
