package io.myq.spring.listener;

import io.myq.group.ConsumerGroupClaim;
import io.myq.message.ConsumerMessage;
import io.myq.spring.convert.PayloadConversionException;
import io.myq.spring.listener.ListenerFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Calls a listener's method, and the error handler where that fails. Runs on the claims' threads, many at a time.
 *
 * <p>When it returns, the messages are done; when it throws, they are not.
 */
final class Invocation {

    private final ListenerDefinition definition;
    private final ListenerErrorHandler errorHandler;
    private final LongAdder conversionFailures = new LongAdder();
    private final LongAdder listenerFailures = new LongAdder();

    Invocation(ListenerDefinition definition, ListenerErrorHandler errorHandler) {
        this.definition = definition;
        this.errorHandler = errorHandler;
    }

    void single(ConsumerGroupClaim claim, ConsumerMessage message) throws Exception {
        @Nullable Object[] arguments = convert(message);
        if (arguments != null) {
            call(claim, arguments, List.of(message));
        }
    }

    /** Messages that do not fit are left out of the batch, after the error handler has seen them. */
    void batch(ConsumerGroupClaim claim, List<ConsumerMessage> messages) throws Exception {
        List<ConsumerMessage> fitting = new ArrayList<>(messages.size());
        List<List<@Nullable Object>> columns = new ArrayList<>();
        for (int i = 0; i < definition.method().parameterCount(); i++) {
            columns.add(new ArrayList<>(messages.size()));
        }
        for (ConsumerMessage message : messages) {
            @Nullable Object[] elements = convert(message);
            if (elements != null) {
                fitting.add(message);
                for (int i = 0; i < elements.length; i++) {
                    columns.get(i).add(elements[i]);
                }
            }
        }
        if (!fitting.isEmpty()) {
            call(claim, columns.toArray(), fitting);
        }
    }

    private @Nullable Object @Nullable [] convert(ConsumerMessage message) throws Exception {
        try {
            return definition.method().arguments(message);
        } catch (PayloadConversionException e) {
            conversionFailures.increment();
            handle(Kind.CONVERSION, List.of(message), e);
            return null;
        }
    }

    private void call(ConsumerGroupClaim claim, @Nullable Object[] arguments, List<ConsumerMessage> messages)
            throws Exception {
        try {
            definition.method().invoke(arguments);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            boolean interrupted = Thread.interrupted() || e instanceof InterruptedException;
            if (interrupted && !claim.isActive()) {
                throw notDone(e);
            }
            listenerFailures.increment();
            handle(Kind.LISTENER, messages, e);
        }
    }

    /** The member is being closed and waits no longer: whoever gets the partition next gets the message again. */
    private InterruptedException notDone(Throwable cause) {
        InterruptedException notDone = new InterruptedException("Listener '" + definition.id() + "' was interrupted");
        notDone.initCause(cause);
        return notDone;
    }

    private void handle(Kind kind, List<ConsumerMessage> messages, Throwable cause) throws Exception {
        errorHandler.handle(new ListenerFailure(kind, definition.id(), definition.group(), messages, cause));
    }

    long conversionFailures() {
        return conversionFailures.sum();
    }

    long listenerFailures() {
        return listenerFailures.sum();
    }
}
