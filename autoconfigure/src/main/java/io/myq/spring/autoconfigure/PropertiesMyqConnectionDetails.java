package io.myq.spring.autoconfigure;

import java.util.List;

/** The addresses that the properties say. Immutable. */
final class PropertiesMyqConnectionDetails implements MyqConnectionDetails {

    private final MyqProperties properties;

    PropertiesMyqConnectionDetails(MyqProperties properties) {
        this.properties = properties;
    }

    @Override
    public List<String> bootstrapServers() {
        return properties.bootstrapServers();
    }
}
