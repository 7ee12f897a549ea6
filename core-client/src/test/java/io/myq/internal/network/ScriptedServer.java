package io.myq.internal.network;

import io.myq.internal.protocol.Api;
import io.myq.internal.protocol.ApiMessage;
import io.myq.internal.protocol.ApiVersionsResponse;
import io.myq.internal.protocol.ApiVersionsResponse.ApiVersion;
import io.myq.internal.protocol.MessageWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A peer that does to each connection what a test tells it: a broker that misbehaves, or something else entirely. */
public final class ScriptedServer implements AutoCloseable {

    /** What happens on one accepted connection; when it returns, the connection is closed. */
    public interface Script {
        void run(Conversation conversation) throws Exception;
    }

    private final ServerSocket listener;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger accepted = new AtomicInteger();

    public ScriptedServer(Script script) throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> accept(script), "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    public int accepted() {
        return accepted.get();
    }

    private void accept(Script script) {
        try {
            while (true) {
                Socket socket = listener.accept();
                accepted.incrementAndGet();
                sockets.add(socket);
                Thread thread = new Thread(() -> serve(socket, script), "scripted-server-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            sockets.forEach(ScriptedServer::close);
        }
    }

    private static void serve(Socket socket, Script script) {
        try (socket) {
            script.run(new Conversation(socket));
        } catch (Exception e) {
            close(socket);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        sockets.forEach(ScriptedServer::close);
    }

    /** A request as it came, its header read. */
    public record Received(short apiKey, short version, int correlationId) {}

    /** One accepted connection. */
    public static final class Conversation {

        private final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;

        Conversation(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        public Socket socket() {
            return socket;
        }

        public Received receive() throws IOException {
            ByteBuffer frame = ByteBuffer.wrap(in.readNBytes(in.readInt()));
            return new Received(frame.getShort(), frame.getShort(), frame.getInt());
        }

        public void sendHex(String hex) throws IOException {
            send(HexFormat.of().parseHex(hex.replace(" ", "")));
        }

        public void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        public void answer(Received request, ApiMessage response) throws IOException {
            send(frame(request, request.version(), response));
        }

        /** Answers ApiVersions as a broker does that speaks all that the client speaks. */
        public void negotiate() throws IOException {
            negotiate(Api.all().stream()
                    .map(api -> new ApiVersion(api.key(), api.minVersion(), api.maxVersion()))
                    .toList());
        }

        public void negotiate(List<ApiVersion> versions) throws IOException {
            answer(receive(), ApiVersionsResponse.defaults().withApiKeys(versions));
        }

        /** Blocks until the client closes. */
        public void awaitEnd() throws IOException {
            in.skipNBytes(Long.MAX_VALUE);
        }

        public static byte[] frame(Received request, short version, ApiMessage response) {
            Api<?> api = Api.all().stream()
                    .filter(known -> known.key() == request.apiKey())
                    .findAny()
                    .orElseThrow();
            MessageWriter out = new MessageWriter(ByteBuffer.allocate(4096), version, api.flexible(version));
            out.int32("length", 0);
            out.int32("correlationId", request.correlationId());
            if (api.responseHeaderVersion(version) >= 1) {
                out.int8("tags", (byte) 0);
            }
            response.write(out);
            out.patchInt32(0, out.position() - 4);
            byte[] bytes = new byte[out.position()];
            out.buffer().get(bytes);
            return bytes;
        }
    }
}
