package io.myq.spring.autoconfigure;

import io.myq.MyqClient;
import io.myq.config.Config;
import io.myq.spring.autoconfigure.diagnostics.PropertyNames;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.FactoryBean;

/**
 * Makes the application's client, and closes it after every bean that uses it: what they sent is sent, within the time
 * that the application has for shutting down. Used by the container's threads.
 */
final class MyqClientFactoryBean implements FactoryBean<MyqClient>, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(MyqClientFactoryBean.class);

    private final MyqConnectionDetails connection;
    private final Config config;
    private final Duration closeTimeout;
    private @Nullable MyqClient client;

    MyqClientFactoryBean(MyqConnectionDetails connection, Config config, Duration closeTimeout) {
        this.connection = connection;
        this.config = config;
        this.closeTimeout = closeTimeout;
    }

    @Override
    public synchronized MyqClient getObject() {
        if (client == null) {
            client = MyqClient.open(
                    connection.bootstrapServers(),
                    config,
                    warning -> LOG.warn("Configuration: {}", PropertyNames.inText(warning)));
        }
        return client;
    }

    @Override
    public Class<?> getObjectType() {
        return MyqClient.class;
    }

    @Override
    public synchronized void destroy() {
        if (client != null && !client.close(closeTimeout)) {
            LOG.warn(
                    "The client was closed after {} s with messages not sent or offsets not committed",
                    closeTimeout.toSeconds());
        }
    }
}
