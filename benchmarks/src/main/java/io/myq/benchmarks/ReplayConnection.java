package io.myq.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A blocking connection that writes frames as they are and looks only at the error codes that come back. One owner. */
final class ReplayConnection implements AutoCloseable {

    private final SocketChannel channel;
    private final ByteBuffer length = ByteBuffer.allocateDirect(4);
    private ByteBuffer answer = ByteBuffer.allocateDirect(64 * 1024);

    private ReplayConnection(SocketChannel channel) {
        this.channel = channel;
    }

    static ReplayConnection open(String brokers) throws IOException {
        String[] address = brokers.split(",")[0].split(":");
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(address[0], Integer.parseInt(address[1])));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new ReplayConnection(channel);
    }

    static ByteBuffer load(Path frame) throws IOException {
        byte[] bytes = Files.readAllBytes(frame);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    void write(ByteBuffer frame) throws IOException {
        frame.rewind();
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
    }

    /** Waits for an answer. @return what comes after its correlation id, until the next call */
    ByteBuffer readBody() throws IOException {
        int size = read(length.clear()).getInt();
        if (answer.capacity() < size) {
            answer = ByteBuffer.allocateDirect(2 * size);
        }
        return read(answer.clear().limit(size)).position(4);
    }

    /** Waits for an answer to Produce version 8. @throws IOException when it has an error code */
    void readAnswer() throws IOException {
        ByteBuffer body = readBody();
        for (int topics = body.getInt(); topics > 0; topics--) {
            skip(body, body.getShort());
            for (int partitions = body.getInt(); partitions > 0; partitions--) {
                checkPartition(body);
            }
        }
    }

    private static void checkPartition(ByteBuffer body) throws IOException {
        int partition = body.getInt();
        int error = body.getShort();
        if (error != 0) {
            throw new IOException(
                    "a replayed request was answered with error " + error + " for partition " + partition);
        }
        // base offset, append time, log start offset; then the errors of single records, of which there are none
        skip(body, 3 * Long.BYTES + Integer.BYTES);
        skip(body, Math.max(0, body.getShort()));
    }

    static void skip(ByteBuffer body, int bytes) {
        body.position(body.position() + bytes);
    }

    private ByteBuffer read(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new EOFException("the broker closed the connection");
            }
        }
        return target.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
