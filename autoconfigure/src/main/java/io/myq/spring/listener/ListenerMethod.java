package io.myq.spring.listener;

import io.myq.message.ConsumerMessage;
import io.myq.spring.convert.PayloadConversionException;
import io.myq.spring.convert.PayloadConverter;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/** A method of a bean, ready to be called with messages: all that can be computed once is. Immutable; any thread. */
final class ListenerMethod {

    private static final MethodType CALL = MethodType.methodType(void.class, Object[].class);

    private final Method method;
    private final ParameterResolver[] resolvers;
    private final boolean batch;
    private final MethodHandle handle;

    private ListenerMethod(Method method, ParameterResolver[] resolvers, boolean batch, MethodHandle handle) {
        this.method = method;
        this.resolvers = resolvers;
        this.batch = batch;
        this.handle = handle;
    }

    /** @throws ListenerDefinitionException when the method cannot be called with messages */
    static ListenerMethod of(ListenerCandidate candidate, PayloadConverter converter) {
        Method method = candidate.method();
        ParameterResolvers signature = new ParameterResolvers(method, candidate.beanType(), converter);
        MethodHandle handle = handle(candidate.bean(), candidate.invocable());
        return new ListenerMethod(method, signature.resolvers(), signature.batch(), handle);
    }

    private static MethodHandle handle(Object bean, Method method) {
        try {
            ReflectionUtils.makeAccessible(method);
            return MethodHandles.lookup()
                    .unreflect(method)
                    .bindTo(bean)
                    .asSpreader(Object[].class, method.getParameterCount())
                    .asType(CALL);
        } catch (IllegalAccessException e) {
            throw new ListenerDefinitionException(
                    "Listener method " + ListenerDefinitionException.describe(method) + " cannot be called: " + e,
                    "Make it accessible: not private, in an open package.");
        }
    }

    /** Whether it takes lists. */
    boolean batch() {
        return batch;
    }

    int parameterCount() {
        return resolvers.length;
    }

    /**
     * The arguments for one message; in batches one element of each list.
     *
     * @throws PayloadConversionException when the message does not fit
     */
    @Nullable
    Object[] arguments(ConsumerMessage message) {
        @Nullable Object[] arguments = new Object[resolvers.length];
        for (int i = 0; i < resolvers.length; i++) {
            arguments[i] = resolve(resolvers[i], message);
        }
        return arguments;
    }

    private static @Nullable Object resolve(ParameterResolver resolver, ConsumerMessage message) {
        try {
            return resolver.resolve(message);
        } catch (PayloadConversionException e) {
            throw e;
        } catch (Exception | StackOverflowError | LinkageError e) {
            throw new PayloadConversionException(e.toString(), e);
        }
    }

    /** Calls the method; what it throws comes as it is. */
    void invoke(@Nullable Object[] arguments) throws Throwable {
        handle.invokeExact(arguments);
    }

    /** As a person finds it: {@code com.acme.Orders.on(Order)}. */
    @Override
    public String toString() {
        return ListenerDefinitionException.describe(method);
    }
}
