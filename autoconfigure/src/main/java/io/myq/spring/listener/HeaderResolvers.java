package io.myq.spring.listener;

import io.myq.message.ConsumerMessage;
import io.myq.message.Header;
import io.myq.spring.annotation.MyqHeaders;
import io.myq.spring.convert.PayloadConversionException;
import io.myq.spring.convert.Utf8;
import java.lang.reflect.Type;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes the resolvers of parameters with {@link io.myq.spring.annotation.Header}. Stateless. */
final class HeaderResolvers {

    private HeaderResolvers() {}

    /**
     * A resolver for a header, or for what a name of {@link MyqHeaders} stands for.
     *
     * @throws IllegalArgumentException when the type cannot take it: the message says which types can
     */
    static ParameterResolver of(String name, Type type, boolean required) {
        return switch (name) {
            case MyqHeaders.TOPIC -> only(name, type, ConsumerMessage::topic, String.class);
            case MyqHeaders.PARTITION -> only(name, type, ConsumerMessage::partition, int.class, Integer.class);
            case MyqHeaders.OFFSET -> only(name, type, ConsumerMessage::offset, long.class, Long.class);
            case MyqHeaders.TIMESTAMP ->
                type == Instant.class
                        ? message -> Instant.ofEpochMilli(message.timestamp())
                        : only(name, type, ConsumerMessage::timestamp, long.class, Long.class, Instant.class);
            case MyqHeaders.KEY -> bytes("key", type, required, ConsumerMessage::key);
            default -> header(name, type, required);
        };
    }

    private static ParameterResolver header(String name, Type type, boolean required) {
        String what = "header '" + name + "'";
        if (type == Header.class) {
            return message -> {
                Header header = message.header(name);
                if (header == null && required) {
                    throw missing(what);
                }
                return header;
            };
        }
        return bytes(what, type, required, message -> {
            Header header = message.header(name);
            return header == null ? null : header.value();
        });
    }

    private static PayloadConversionException missing(String what) {
        return new PayloadConversionException(
                "the message has no " + what + " (@Header(required = false) accepts that, as null)");
    }

    private static ParameterResolver only(String name, Type type, ParameterResolver resolver, Class<?>... allowed) {
        StringBuilder names = new StringBuilder();
        for (Class<?> candidate : allowed) {
            if (type == candidate) {
                return resolver;
            }
            names.append(names.isEmpty() ? "" : " or ").append(candidate.getSimpleName());
        }
        throw new IllegalArgumentException("'" + name + "' can only be taken as " + names);
    }

    private interface BytesOf {
        byte @Nullable [] apply(ConsumerMessage message);
    }

    private static ParameterResolver bytes(String what, Type type, boolean required, BytesOf source) {
        if (type != byte[].class && type != String.class) {
            throw new IllegalArgumentException("a " + what + " can only be taken as byte[] or String");
        }
        boolean text = type == String.class;
        return message -> {
            byte[] value = source.apply(message);
            if (value == null) {
                if (required) {
                    throw missing(what);
                }
                return null;
            }
            return text ? decode(what, value) : value;
        };
    }

    private static String decode(String what, byte[] value) {
        try {
            return Utf8.decode(value);
        } catch (PayloadConversionException e) {
            throw new PayloadConversionException(what + " cannot be taken as String: " + e.getMessage(), e);
        }
    }
}
