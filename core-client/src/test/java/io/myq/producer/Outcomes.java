package io.myq.producer;

import io.myq.error.NotWrittenException;
import io.myq.error.SendException;
import io.myq.message.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Collects the outcomes of numbered messages, and that each comes once. Any thread. */
final class Outcomes {

    enum Kind {
        ACKNOWLEDGED,
        NOT_WRITTEN,
        UNKNOWN
    }

    private final ConcurrentHashMap<Integer, Kind> kinds = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Integer, String> places = new ConcurrentHashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private volatile SendException lastFailure;

    /** The callback of the next message. */
    SendCallback next() {
        int number = numbers.getAndIncrement();
        return new SendCallback() {
            @Override
            public void onAcknowledged(TopicPartition topicPartition, long offset, long timestamp) {
                places.put(number, topicPartition.partition() + "@" + offset);
                put(Kind.ACKNOWLEDGED);
            }

            @Override
            public void onFailed(SendException cause) {
                lastFailure = cause;
                put(cause instanceof NotWrittenException ? Kind.NOT_WRITTEN : Kind.UNKNOWN);
            }

            private void put(Kind kind) {
                Kind before = kinds.put(number, kind);
                if (before != null) {
                    synchronized (wrong) {
                        wrong.add(number + " was " + before + " and then " + kind);
                    }
                }
            }
        };
    }

    int count() {
        return kinds.size();
    }

    int sent() {
        return numbers.get();
    }

    Kind kind(int number) {
        return kinds.get(number);
    }

    /** Where a message was acknowledged, as {@code partition@offset}. */
    String place(int number) {
        return places.get(number);
    }

    long acknowledged() {
        return count(Kind.ACKNOWLEDGED);
    }

    long count(Kind kind) {
        return kinds.values().stream().filter(each -> each == kind).count();
    }

    SendException lastFailure() {
        return lastFailure;
    }

    List<String> wrong() {
        synchronized (wrong) {
            return List.copyOf(wrong);
        }
    }
}
