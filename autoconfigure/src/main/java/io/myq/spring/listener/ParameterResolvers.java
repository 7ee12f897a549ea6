package io.myq.spring.listener;

import io.myq.message.ConsumerMessage;
import io.myq.message.TopicPartition;
import io.myq.spring.annotation.Header;
import io.myq.spring.annotation.Payload;
import io.myq.spring.convert.PayloadConverter;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;

/** Reads the signature of one listener method: what it takes, and whether in batches. Owned by the starting thread. */
final class ParameterResolvers {

    private final Method method;
    private final Class<?> beanType;
    private final PayloadConverter converter;
    private final List<MethodParameter> parameters = new ArrayList<>();
    private boolean payloadSeen;

    ParameterResolvers(Method method, Class<?> beanType, PayloadConverter converter) {
        this.method = method;
        this.beanType = beanType;
        this.converter = converter;
        for (int i = 0; i < method.getParameterCount(); i++) {
            MethodParameter parameter = new MethodParameter(method, i);
            parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
            parameters.add(parameter);
        }
    }

    /** Whether a parameter other than a header is a list. */
    boolean batch() {
        return parameters.stream()
                .anyMatch(parameter ->
                        parameter.getParameterType() == List.class && !parameter.hasParameterAnnotation(Header.class));
    }

    /**
     * One resolver per parameter; in batches for the elements of its list.
     *
     * @throws ListenerDefinitionException naming the method and the parameter
     */
    ParameterResolver[] resolvers() {
        if (method.getReturnType() != void.class) {
            throw new ListenerDefinitionException(
                    "Listener method " + ListenerDefinitionException.describe(method) + " returns "
                            + method.getReturnType().getSimpleName()
                            + ", but a message counts as done when the method returns, and nothing takes its result.",
                    "Let it return void, and return when the work is done.");
        }
        if (parameters.isEmpty()) {
            throw new ListenerDefinitionException(
                    "Listener method " + ListenerDefinitionException.describe(method) + " takes nothing.",
                    "Give it a parameter: a ConsumerMessage, or the payload as byte[], String or a type of your own.");
        }
        boolean batch = batch();
        return parameters.stream().map(parameter -> resolver(parameter, batch)).toArray(ParameterResolver[]::new);
    }

    private ParameterResolver resolver(MethodParameter parameter, boolean batch) {
        Type type = GenericTypeResolver.resolveType(parameter.getGenericParameterType(), beanType);
        try {
            return element(parameter, batch ? elementType(type) : type);
        } catch (IllegalArgumentException e) {
            throw new ListenerDefinitionException(
                    "Listener method " + ListenerDefinitionException.describe(method) + ", parameter "
                            + (parameter.getParameterIndex() + 1) + " (" + type.getTypeName() + " "
                            + parameter.getParameterName() + "): " + e.getMessage() + ".",
                    "Change this parameter, or add what is missing.");
        }
    }

    private static Type elementType(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            Type element = list.getActualTypeArguments()[0];
            return element instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : element;
        }
        throw new IllegalArgumentException("the method takes batches, so this must be a List of something too");
    }

    private ParameterResolver element(MethodParameter parameter, Type type) {
        Header header = parameter.getParameterAnnotation(Header.class);
        if (header != null) {
            boolean required = header.required() && !parameter.isOptional();
            return HeaderResolvers.of(headerName(header, parameter), type, required);
        }
        if (type == ConsumerMessage.class) {
            return message -> message;
        }
        if (type == TopicPartition.class) {
            return message -> new TopicPartition(message.topic(), message.partition());
        }
        return payload(parameter, type);
    }

    private ParameterResolver payload(MethodParameter parameter, Type type) {
        if (payloadSeen) {
            throw new IllegalArgumentException(
                    "an earlier parameter takes the payload already; mark what takes a header or the key with @Header");
        }
        payloadSeen = true;
        if (parameter.getParameterType() == Optional.class) {
            throw new IllegalArgumentException("for payloads that may be missing use @Payload(required = false)");
        }
        Payload payload = parameter.getParameterAnnotation(Payload.class);
        boolean required = (payload == null || payload.required()) && !parameter.isOptional();
        return PayloadResolvers.of(type, required, converter);
    }

    private static String headerName(Header header, MethodParameter parameter) {
        String name = header.value().isEmpty() ? parameter.getParameterName() : header.value();
        if (name == null) {
            throw new IllegalArgumentException(
                    "@Header names no header, and the class was compiled without -parameters");
        }
        return name;
    }
}
