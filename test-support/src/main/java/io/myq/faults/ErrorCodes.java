package io.myq.faults;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.function.Predicate;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Message;

/**
 * Finds the error codes in any of kafka-clients' responses, by walking its elements.
 *
 * <p>No state, any thread.
 */
final class ErrorCodes {

    private ErrorCodes() {}

    /** Sets every error code; in Metadata those of the topics alone, for the others mean brokers and partitions. */
    static int set(ApiMessage response, short code) {
        boolean metadata = response instanceof org.apache.kafka.common.message.MetadataResponseData;
        return set(response, code, part -> !metadata || part instanceof MetadataResponseTopic);
    }

    /**
     * Sets the error code of every part that the predicate takes.
     *
     * @return how many were set
     */
    static int set(Message message, short code, Predicate<Message> which) {
        int set = 0;
        for (Method method : message.getClass().getMethods()) {
            if (method.getName().equals("setErrorCode") && which.test(message)) {
                call(method, message, code);
                set++;
            } else if (method.getParameterCount() == 0 && Collection.class.isAssignableFrom(method.getReturnType())) {
                set += setAll(call(method, message), code, which);
            }
        }
        return set;
    }

    private static int setAll(Object parts, short code, Predicate<Message> which) {
        int set = 0;
        // a nullable array of a response may be missing
        if (parts instanceof Collection<?> collection) {
            for (Object part : collection) {
                if (part instanceof Message message) {
                    set += set(message, code, which);
                }
            }
        }
        return set;
    }

    private static Object call(Method method, Object target, Object... arguments) {
        try {
            return method.invoke(target, arguments);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot call " + method, e);
        }
    }
}
