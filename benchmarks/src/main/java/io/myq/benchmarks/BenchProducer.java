package io.myq.benchmarks;

/** A producer of either client, in the form with callbacks. Used by one thread. */
interface BenchProducer extends AutoCloseable {

    /** So many callback objects are made before, as applications have one of their own per record. */
    int CALLBACKS = 1024;

    int ANY_PARTITION = -1;

    static BenchProducer open(Trial trial, Outcomes outcomes) {
        return trial.side() == Side.MYQ ? new MyqProducer(trial, outcomes) : new KafkaClientsProducer(trial, outcomes);
    }

    /** Sends a record; makes the client's message object for it, as applications do. */
    void send(String topic, int partition, byte[] value);

    /** The same, and the latency counts from that time of {@link System#nanoTime}. */
    void send(String topic, int partition, byte[] value, long intendedNanos);

    /** Returns when every callback has run. */
    void flush();

    /** Requests sent so far. */
    double requests();

    /** Bytes sent so far. */
    double bytes();

    @Override
    void close();
}
