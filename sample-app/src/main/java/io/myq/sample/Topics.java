package io.myq.sample;

/** Names of the topics. */
final class Topics {

    static final String ORDERS = "orders";

    private Topics() {}
}
