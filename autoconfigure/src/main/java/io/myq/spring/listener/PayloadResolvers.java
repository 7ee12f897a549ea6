package io.myq.spring.listener;

import io.myq.spring.convert.PayloadConversionException;
import io.myq.spring.convert.PayloadConverter;
import io.myq.spring.convert.PayloadReader;
import io.myq.spring.convert.Utf8;
import java.lang.reflect.Type;

/** Makes the resolvers of parameters that take the payload. Stateless. */
final class PayloadResolvers {

    private PayloadResolvers() {}

    /** @throws IllegalArgumentException when nothing can be converted to the type: the message says what to change */
    static ParameterResolver of(Type type, boolean required, PayloadConverter converter) {
        PayloadReader reader = reader(type, converter);
        String typeName = type.getTypeName();
        return message -> {
            byte[] payload = message.value();
            if (payload == null) {
                if (required) {
                    throw new PayloadConversionException("no payload to convert to " + typeName
                            + " (a tombstone; @Payload(required = false) accepts it, as null)");
                }
                return null;
            }
            try {
                return reader.read(payload);
            } catch (Exception | StackOverflowError | LinkageError e) {
                throw new PayloadConversionException(
                        "payload of " + payload.length + " bytes cannot be converted to " + typeName + ": " + reason(e),
                        e);
            }
        };
    }

    private static PayloadReader reader(Type type, PayloadConverter converter) {
        if (type == byte[].class) {
            return payload -> payload;
        }
        if (type == String.class) {
            return Utf8::decode;
        }
        return converter.readerFor(type);
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
