package io.myq.faults;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.requests.RequestHeader;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection with its counterpart at the broker: a thread carries requests, another one responses.
 *
 * <p>Any thread may close it.
 */
final class ProxiedConnection {

    private final NodeProxy proxy;
    private final Socket client;
    private final Socket broker;
    private final Pipe toBroker;
    private final Pipe toClient;
    private final Exchanges exchanges;
    private final Thread requests;
    private final Thread responses;
    private final AtomicBoolean closed = new AtomicBoolean();

    ProxiedConnection(NodeProxy proxy, Socket client, Socket broker, long number) throws IOException {
        this.proxy = proxy;
        this.client = client;
        this.broker = broker;
        client.setTcpNoDelay(true);
        broker.setTcpNoDelay(true);
        this.toBroker = new Pipe(client, broker, proxy.bandwidth(Direction.REQUEST));
        this.toClient = new Pipe(broker, client, proxy.bandwidth(Direction.RESPONSE));
        this.exchanges = new Exchanges(toClient::write);
        String name = "faults-node-" + proxy.node() + "-" + number;
        this.requests = DaemonThread.of(name + "-requests", () -> run(this::carryRequests));
        this.responses = DaemonThread.of(name + "-responses", () -> run(this::carryResponses));
    }

    void start() {
        requests.start();
        responses.start();
    }

    private interface Carrier {
        void carry() throws IOException, InterruptedException;
    }

    private void run(Carrier carrier) {
        try {
            carrier.carry();
        } catch (IOException | InterruptedException e) {
            // the connection broke, or it was closed: what a proxy is for
            close();
        } catch (RuntimeException e) {
            // a rule threw, and its owner has been told
            close();
        }
    }

    private void carryRequests() throws IOException, InterruptedException {
        for (byte[] bytes = toBroker.read(); bytes != null; bytes = toBroker.read()) {
            carryRequest(bytes);
        }
        // what is on its way still reaches the broker, whose end of the connection ends the responses
        toBroker.shutDown();
    }

    private void carryRequest(byte[] bytes) throws IOException, InterruptedException {
        RequestHeader header = RequestHeader.parse(ByteBuffer.wrap(bytes));
        String clientId = header.clientId() == null ? "" : header.clientId();
        Frame frame = new Frame(
                proxy.node(),
                Direction.REQUEST,
                header.apiKey(),
                header.apiVersion(),
                header.correlationId(),
                clientId,
                bytes);
        Passage passage = proxy.faults().pass(frame);
        byte @Nullable [] answer = passage.answer();
        if (answer != null) {
            exchanges.answer(frame, answer);
        } else if (!passage.dropped()) {
            if (frame.request().isAnswered()) {
                exchanges.add(frame);
            }
            toBroker.write(passage);
        }
        end(passage);
    }

    private void carryResponses() throws IOException, InterruptedException {
        for (byte[] bytes = toClient.read(); bytes != null; bytes = toClient.read()) {
            carryResponse(bytes);
        }
        close();
    }

    private void carryResponse(byte[] bytes) throws IOException, InterruptedException {
        int correlationId = ByteBuffer.wrap(bytes).getInt();
        Frame request = exchanges.find(correlationId);
        if (request == null) {
            throw new IOException("the broker answered what was not asked, correlation id " + correlationId);
        }
        Frame frame = new Frame(
                proxy.node(),
                Direction.RESPONSE,
                request.api(),
                request.version(),
                correlationId,
                request.clientId(),
                bytes);
        Passage passage = proxy.faults().pass(frame);
        if (!passage.dropped()) {
            toClient.write(passage);
        }
        exchanges.done(request);
        end(passage);
    }

    private void end(Passage passage) {
        if (passage.ending() == Passage.Ending.CLOSE) {
            close();
        } else if (passage.ending() == Passage.Ending.RESET) {
            reset();
        }
    }

    /** Both sides get a reset instead of an orderly end. */
    void reset() {
        Sockets.resetOnClose(client);
        Sockets.resetOnClose(broker);
        close();
    }

    /** Waits for its threads, after it was closed. */
    void join() throws InterruptedException {
        requests.join();
        responses.join();
    }

    void close() {
        if (closed.compareAndSet(false, true)) {
            Sockets.close(client);
            Sockets.close(broker);
            requests.interrupt();
            responses.interrupt();
            proxy.ended(this);
        }
    }
}
