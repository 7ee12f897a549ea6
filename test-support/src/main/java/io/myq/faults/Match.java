package io.myq.faults;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * Says which frames a rule is for. Starts with all of one direction; every call narrows it.
 *
 * <p>Immutable, any thread.
 *
 * @param apis none for all
 * @param node 0 for all
 * @param clientId {@code null} for all
 * @param first the first of the matching frames that is taken, counted from 1
 * @param count how many from there on
 */
public record Match(
        Direction direction,
        Set<ApiKeys> apis,
        int node,
        @Nullable String clientId,
        Predicate<Frame> condition,
        long first,
        long count) {

    /** Requests of these APIs, or of all when none is named. */
    public static Match requests(ApiKeys... apis) {
        return of(Direction.REQUEST, apis);
    }

    /** Responses of these APIs, or of all when none is named. */
    public static Match responses(ApiKeys... apis) {
        return of(Direction.RESPONSE, apis);
    }

    /** Frames of one direction and of these APIs, or of all when none is named. */
    public static Match of(Direction direction, ApiKeys... apis) {
        EnumSet<ApiKeys> set = EnumSet.noneOf(ApiKeys.class);
        set.addAll(Set.of(apis));
        return new Match(direction, set, 0, null, frame -> true, 1, Long.MAX_VALUE);
    }

    /** Only those of one broker. */
    public Match node(int nodeId) {
        return new Match(direction, apis, nodeId, clientId, condition, first, count);
    }

    /** Only those of a client that calls itself so: what other tests on the same cluster do is left alone. */
    public Match client(String id) {
        return new Match(direction, apis, node, id, condition, first, count);
    }

    /** Only those that the predicate takes; it may parse the body. */
    public Match when(Predicate<Frame> predicate) {
        return new Match(direction, apis, node, clientId, condition.and(predicate), first, count);
    }

    /** Only the n-th, counted from 1. */
    public Match nth(long n) {
        return from(n).times(1);
    }

    /** Not before the n-th, counted from 1. */
    public Match from(long n) {
        return new Match(direction, apis, node, clientId, condition, n, count);
    }

    /** At most so many. */
    public Match times(long n) {
        return new Match(direction, apis, node, clientId, condition, first, n);
    }

    boolean takes(Frame frame) {
        return frame.direction() == direction
                && (apis.isEmpty() || apis.contains(frame.api()))
                && (node == 0 || node == frame.node())
                && (clientId == null || clientId.equals(frame.clientId()))
                && condition.test(frame);
    }
}
