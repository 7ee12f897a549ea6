package io.myq.spring.listener;

import io.myq.message.ConsumerMessage;
import java.util.List;

/**
 * Messages that a listener could not take.
 *
 * @param kind what failed
 * @param listenerId which listener
 * @param group its consumer group
 * @param messages the one that failed, or the whole batch that the method was called with; never empty, of one partition
 * @param cause a {@link io.myq.spring.convert.PayloadConversionException}, or what the method threw
 */
public record ListenerFailure(
        Kind kind, String listenerId, String group, List<ConsumerMessage> messages, Throwable cause) {

    /** What failed. */
    public enum Kind {
        /** A payload, key or header does not fit its parameter; the method was not called with this message. */
        CONVERSION,
        /** The method threw. */
        LISTENER
    }

    /** Where the messages were read: {@code topic-partition@offset}, and for several {@code topic-partition@first..last}. */
    public String position() {
        ConsumerMessage first = messages.get(0);
        return messages.size() == 1
                ? first.position()
                : first.position() + ".." + messages.get(messages.size() - 1).offset();
    }
}
