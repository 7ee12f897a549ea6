package io.myq.spring.convert;

import java.lang.reflect.Type;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** JSON, by the application's own Jackson 3 mapper. Thread-safe. */
public final class JacksonPayloadConverter implements PayloadConverter {

    private final JsonMapper mapper;

    /** @param mapper with the settings of the application */
    public JacksonPayloadConverter(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public byte[] write(Object payload) {
        return mapper.writeValueAsBytes(payload);
    }

    @Override
    public PayloadReader readerFor(Type type) {
        ObjectReader reader = mapper.readerFor(mapper.constructType(type));
        return payload -> {
            try {
                return reader.readValue(payload);
            } catch (JacksonException e) {
                throw new PayloadConversionException(reason(e), e);
            }
        };
    }

    /** On one line, and without Jackson's note that it does not show the source. */
    private static String reason(JacksonException e) {
        StringBuilder reason = new StringBuilder(e.getOriginalMessage().replace('\n', ' '));
        if (e.getLocation() != null && e.getLocation().getLineNr() > 0) {
            reason.append(" at line ").append(e.getLocation().getLineNr());
            reason.append(", column ").append(e.getLocation().getColumnNr());
        }
        if (e instanceof DatabindException && !e.getPath().isEmpty()) {
            reason.append(" in ").append(e.getPathReference());
        }
        return reason.toString();
    }
}
