package io.myq.spring.listener;

import io.myq.error.MyqException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A listener that cannot work as it is written: found at the start, naming the method. */
public final class ListenerDefinitionException extends MyqException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * @param message what is wrong, and with which method
     * @param action what to change
     */
    public ListenerDefinitionException(String message, String action) {
        super(message);
        this.action = action;
    }

    /** What to change. */
    public String action() {
        return action;
    }

    /** A method as a person finds it: {@code com.acme.Orders.on(Order)}. */
    static String describe(Method method) {
        return method.getDeclaringClass().getTypeName() + "." + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
