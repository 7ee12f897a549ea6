package io.myq.faults;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that are not answered yet, in their order, some of them with an answer that the proxy gives
 * itself: it goes out when all before it are answered, as a broker would do it.
 *
 * <p>Both threads of the connection, under this object's lock; the lock is held while answers are written.
 */
final class Exchanges {

    /** Writes one frame to the client. */
    interface Answers {
        void write(byte[] frame) throws IOException;
    }

    /** A request that waits, with the answer that the proxy has for it. */
    private record Exchange(Frame request, byte @Nullable [] answer) {}

    private final ArrayDeque<Exchange> open = new ArrayDeque<>();
    private final Answers answers;

    Exchanges(Answers answers) {
        this.answers = answers;
    }

    /** A request goes to the broker, which will answer it. */
    synchronized void add(Frame request) {
        open.addLast(new Exchange(request, null));
    }

    /** A request is answered by the proxy. */
    synchronized void answer(Frame request, byte[] answer) throws IOException {
        open.addLast(new Exchange(request, answer));
        writeReady();
    }

    /** The request that the broker's response is for; {@code null} when there is none. It stays open until {@link #done}. */
    synchronized @Nullable Frame find(int correlationId) {
        for (Exchange exchange : open) {
            if (exchange.answer == null && exchange.request.correlationId() == correlationId) {
                return exchange.request;
            }
        }
        return null;
    }

    /** The response has gone its way; now it is the turn of those behind it. */
    synchronized void done(Frame request) throws IOException {
        for (Iterator<Exchange> i = open.iterator(); i.hasNext(); ) {
            if (i.next().request == request) {
                i.remove();
                break;
            }
        }
        writeReady();
    }

    private void writeReady() throws IOException {
        for (Exchange first = open.peekFirst(); first != null && first.answer != null; first = open.peekFirst()) {
            open.removeFirst();
            answers.write(first.answer);
        }
    }
}
