package io.myq.spring.listener;

import io.myq.message.ConsumerMessage;
import org.jspecify.annotations.Nullable;

/** Takes one argument out of a message. Made once per parameter, at the start; used by all claims: thread-safe. */
@FunctionalInterface
interface ParameterResolver {

    /** @throws Exception when the message has nothing that fits: its message is shown to a person */
    @Nullable
    Object resolve(ConsumerMessage message) throws Exception;
}
