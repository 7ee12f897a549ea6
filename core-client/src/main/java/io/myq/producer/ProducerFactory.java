package io.myq.producer;

import io.myq.config.Config;
import io.myq.internal.cluster.Cluster;
import java.util.function.BooleanSupplier;

/** Makes producers for the client: the one door into this package from above. Stateless; any thread. */
public final class ProducerFactory {

    private ProducerFactory() {}

    /**
     * A producer with connections of its own, on the cluster's loop. It opens none before the first message.
     *
     * @throws io.myq.error.ClientClosedException when the loop has ended
     */
    public static AsyncProducer open(Cluster cluster) {
        return Dispatcher.open(cluster);
    }

    /** The same producer with waiting; it shares everything. */
    public static SyncProducer sync(AsyncProducer producer, Config config) {
        BooleanSupplier inCallback = producer instanceof Dispatcher dispatcher ? dispatcher::inCallback : () -> false;
        return new BlockingProducer(producer, inCallback, config.producer());
    }
}
