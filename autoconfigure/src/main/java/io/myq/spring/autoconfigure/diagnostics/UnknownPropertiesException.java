package io.myq.spring.autoconfigure.diagnostics;

import io.myq.error.MyqException;
import java.util.List;
import java.util.stream.Collectors;

/** Properties {@code myq.*} that do not exist: all of them at once, each with the one that was probably meant. */
public final class UnknownPropertiesException extends MyqException {

    private static final long serialVersionUID = 1L;

    private final UnknownProperty[] properties;

    UnknownPropertiesException(List<UnknownProperty> properties) {
        super(properties.stream()
                .map(property -> "'" + property.name() + "' (did you mean '" + property.suggestion() + "'?)")
                .collect(Collectors.joining(", ", "Unknown properties: ", "")));
        this.properties = properties.toArray(UnknownProperty[]::new);
    }

    List<UnknownProperty> properties() {
        return List.of(properties);
    }
}
