package io.myq.spring.convert;

import java.lang.reflect.Type;

/** Stands where the application has no JSON library: says so when one is needed, and not before. Stateless. */
public final class MissingPayloadConverter implements PayloadConverter {

    private static final String HINT = "there is no JsonMapper bean to convert it with: add the dependency"
            + " org.springframework.boot:spring-boot-starter-jackson, define a bean of type PayloadConverter,"
            + " or use byte[] or String";

    @Override
    public byte[] write(Object payload) {
        throw new PayloadConversionException(HINT);
    }

    @Override
    public PayloadReader readerFor(Type type) {
        throw new IllegalArgumentException(HINT);
    }
}
