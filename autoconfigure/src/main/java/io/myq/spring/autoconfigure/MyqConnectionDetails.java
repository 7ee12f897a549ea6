package io.myq.spring.autoconfigure;

import java.util.List;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where the cluster is. A bean of this type, as a service connection makes one, wins over the properties; those win over
 * the embedded broker.
 */
public interface MyqConnectionDetails extends ConnectionDetails {

    /** At least one, as {@code host:port}. */
    List<String> bootstrapServers();
}
