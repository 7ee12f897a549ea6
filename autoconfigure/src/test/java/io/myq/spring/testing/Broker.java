package io.myq.spring.testing;

import io.myq.embedded.EmbeddedKafka;

/** One broker for all tests of this module that need any; it ends with the JVM. */
public final class Broker {

    private static final EmbeddedKafka KAFKA = start();

    private Broker() {}

    private static EmbeddedKafka start() {
        EmbeddedKafka kafka =
                EmbeddedKafka.builder().brokerProperty("num.partitions", 3).build();
        kafka.start();
        return kafka;
    }

    /** As the property takes it. */
    public static String address() {
        return KAFKA.bootstrapServers();
    }
}
