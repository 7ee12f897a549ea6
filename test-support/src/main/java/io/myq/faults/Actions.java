package io.myq.faults;

import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * The actions of the fault matrix.
 *
 * <p>No state, any thread.
 */
public final class Actions {

    private Actions() {}

    /** The frame never arrives; the connection stays. */
    public static Action drop() {
        return (passage, rule) -> passage.drop();
    }

    /** The frame, and what comes behind it, waits until the rule is closed; then it arrives, even when the client is gone. */
    public static Action hold() {
        return (passage, rule) -> rule.awaitClosed();
    }

    /** The frame, and what comes behind it, is late by so much. */
    public static Action delay(Duration time) {
        return (passage, rule) -> Thread.sleep(time.toMillis());
    }

    /** The frame, and what comes behind it, is late by a random time between these two. */
    public static Action delay(Duration least, Duration most, long seed) {
        Random random = new Random(seed);
        long spread = most.minus(least).toMillis() + 1;
        return (passage, rule) -> Thread.sleep(least.toMillis() + (long) (random.nextDouble() * spread));
    }

    /**
     * The broker has done what it was asked, but the response says this code: every error code in it is set, in Metadata
     * those of the topics.
     *
     * @param code also one that no release knows
     */
    public static Action error(int code) {
        return rewrite((body, version) -> ErrorCodes.set(body, version, (short) code));
    }

    /** The same for those parts of the response alone that the predicate takes. */
    public static Action error(int code, Predicate<Message> which) {
        return rewrite((body, version) -> ErrorCodes.set(body, version, (short) code, which));
    }

    /** Sets error codes, and says how many. */
    private interface Setter {
        int set(ApiMessage body, short version);
    }

    private static Action rewrite(Setter setter) {
        return (passage, rule) -> {
            Frame frame = passage.frame();
            ApiMessage body = frame.body();
            if (setter.set(body, frame.version()) == 0) {
                throw new IllegalArgumentException("no error code to set in " + frame + ": " + body);
            }
            passage.replace(ResponseCodec.bytes(frame, body));
        };
    }

    /** The broker never sees the request; the proxy answers it with this code in its place. */
    public static Action refuse(int code) {
        return (passage, rule) -> {
            Frame frame = passage.frame();
            @Nullable ApiMessage response = frame.request().refusal((short) code);
            if (response == null) {
                passage.drop();
            } else {
                passage.answer(ResponseCodec.bytes(frame, response));
            }
        };
    }

    /** Changes the parsed body of a response; the proxy writes it anew with its length. */
    public static Action edit(Consumer<ApiMessage> change) {
        return (passage, rule) -> {
            Frame frame = passage.frame();
            ApiMessage body = frame.body();
            change.accept(body);
            passage.replace(ResponseCodec.bytes(frame, body));
        };
    }

    /** The broker seems to ask for a pause (KIP-219). */
    public static Action throttle(Duration time) {
        return edit(body -> ThrottleTimes.set(body, (int) time.toMillis()));
    }

    /** Only so many bytes go on, counted from the first of the length; then both sides are closed. */
    public static Action cutAfter(int bytes) {
        return cutAfter(bytes, Passage.Ending.CLOSE);
    }

    /** Only so many bytes go on, counted from the first of the length; then the connection ends in this way. */
    public static Action cutAfter(int bytes, Passage.Ending ending) {
        return (passage, rule) -> passage.cutAfter(bytes, ending);
    }

    /** The frame arrives, and then the connection ends in this way. */
    public static Action end(Passage.Ending ending) {
        return (passage, rule) -> passage.end(ending);
    }

    /** The frame arrives in pieces of so many bytes. */
    public static Action slice(int pieceBytes) {
        return (passage, rule) -> passage.slice(pieceBytes);
    }
}
