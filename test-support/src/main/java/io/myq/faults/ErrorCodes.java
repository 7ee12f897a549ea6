package io.myq.faults;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageUtil;

/**
 * Finds the error codes in any of kafka-clients' responses, by walking its elements.
 *
 * <p>No state, any thread.
 */
final class ErrorCodes {

    /** As the fields of all responses are called. */
    private static final Set<String> SETTERS = Set.of("setErrorCode", "setPartitionErrorCode");

    private ErrorCodes() {}

    /**
     * Sets every error code; in Metadata those of the topics alone, for the others mean brokers and partitions.
     *
     * @return how many were set
     */
    static int set(ApiMessage response, short version, short code) {
        boolean metadata = response instanceof MetadataResponseData;
        return set(response, version, code, part -> !metadata || part instanceof MetadataResponseTopic);
    }

    /**
     * Sets the error code of every part that the predicate takes.
     *
     * @return how many were set
     */
    static int set(Message message, short version, short code, Predicate<Message> which) {
        int set = 0;
        for (Method method : message.getClass().getMethods()) {
            if (SETTERS.contains(method.getName())) {
                set += which.test(message) && set(method, message, version, code) ? 1 : 0;
            } else if (method.getParameterCount() == 0 && Collection.class.isAssignableFrom(method.getReturnType())) {
                set += setAll(call(method, message), version, code, which);
            }
        }
        return set;
    }

    /** @return whether this version has the field */
    private static boolean set(Method setter, Message message, short version, short code) {
        call(setter, message, code);
        try {
            return MessageUtil.toByteBufferAccessor(message, version).remaining() > 0;
        } catch (UnsupportedVersionException e) {
            call(setter, message, (short) 0);
            return false;
        }
    }

    private static int setAll(Object parts, short version, short code, Predicate<Message> which) {
        int set = 0;
        // a nullable array of a response may be missing
        if (parts instanceof Collection<?> collection) {
            for (Object part : collection) {
                if (part instanceof Message message) {
                    set += set(message, version, code, which);
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
