package io.myq.producer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that are used again, by size class: each class has twice the size of the one before, the last has the largest
 * size. What was not needed for a while is given to the garbage collector. Any thread; one short lock per batch.
 *
 * @param <A> an array type
 */
final class ArrayPool<A> {

    private final IntFunction<A> constructor;
    private final ToIntFunction<A> length;
    private final List<SizeClass<A>> classes = new ArrayList<>();
    private final int smallest;
    private final int largest;
    private final long limit;
    private long retained;

    /**
     * @param largest longer arrays are not kept
     * @param limit so many elements are kept at most, all arrays together
     */
    ArrayPool(IntFunction<A> constructor, ToIntFunction<A> length, int smallest, int largest, long limit) {
        this.constructor = constructor;
        this.length = length;
        this.smallest = Math.min(smallest, largest);
        this.largest = largest;
        this.limit = limit;
        for (long size = this.smallest; size < largest; size *= 2) {
            classes.add(new SizeClass<>());
        }
        classes.add(new SizeClass<>());
    }

    /** The length of the class in which so many elements have room; that length itself when it is too long for any. */
    int capacityFor(int elements) {
        return elements > largest ? elements : (int) Math.min(largest, (long) smallest << classOf(elements));
    }

    private int classOf(int elements) {
        int units = (elements + smallest - 1) / smallest;
        return units <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(units - 1);
    }

    /** An array of exactly this length, with whatever is in it. Reused if the length is that of a class. */
    A take(int elements) {
        A array = capacityFor(elements) == elements && elements <= largest ? poll(elements) : null;
        return array == null ? constructor.apply(elements) : array;
    }

    private synchronized @Nullable A poll(int elements) {
        A array = classes.get(classOf(elements)).poll();
        retained -= array == null ? 0 : elements;
        return array;
    }

    /** Takes an array back; nobody may hold it any more. */
    void give(A array) {
        int elements = length.applyAsInt(array);
        if (elements <= largest && elements == capacityFor(elements)) {
            synchronized (this) {
                if (retained + elements <= limit) {
                    retained += elements;
                    classes.get(classOf(elements)).free.push(array);
                }
            }
        }
    }

    /** Elements of all arrays that wait to be used again. */
    synchronized long retained() {
        return retained;
    }

    /** Lets go of what nobody needed since the last call. */
    synchronized void trim() {
        retained = 0;
        for (int i = 0; i < classes.size(); i++) {
            long size = Math.min(largest, (long) smallest << i);
            retained += size * classes.get(i).trim();
        }
    }

    /** The free arrays of one length, the last used first, and how many there were at least since the last trim. */
    private static final class SizeClass<A> {

        private final ArrayDeque<A> free = new ArrayDeque<>(0);
        private int fewest;

        @Nullable
        A poll() {
            A array = free.poll();
            fewest = Math.min(fewest, free.size());
            return array;
        }

        int trim() {
            for (; fewest > 0; fewest--) {
                free.pollLast();
            }
            fewest = free.size();
            return fewest;
        }
    }
}
