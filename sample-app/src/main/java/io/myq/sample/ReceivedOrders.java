package io.myq.sample;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.springframework.stereotype.Component;

/** Remembers the last orders that came. Thread-safe: listener threads add, request threads read. */
@Component
class ReceivedOrders {

    private static final int CAPACITY = 1_000;

    private final Deque<ReceivedOrder> newestFirst = new ArrayDeque<>(CAPACITY);

    synchronized void add(ReceivedOrder order) {
        if (newestFirst.size() == CAPACITY) {
            newestFirst.removeLast();
        }
        newestFirst.addFirst(order);
    }

    synchronized List<ReceivedOrder> newestFirst() {
        return List.copyOf(newestFirst);
    }
}
