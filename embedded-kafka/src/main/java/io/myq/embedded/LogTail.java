package io.myq.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads the last lines of a log without reading all of it.
 *
 * <p>No state, any thread.
 */
final class LogTail {
    private static final int MAX_BYTES = 1 << 18;

    private LogTail() {}

    /** At most so many lines, from the last 256 KiB; a log that is not there or not readable gives a line that says so. */
    static String read(Path log, int lines) {
        if (Files.notExists(log)) {
            return "(no log yet)";
        }
        try (FileChannel channel = FileChannel.open(log)) {
            long start = Math.max(0, channel.size() - MAX_BYTES);
            ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - start));
            while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) > 0) {
                // a read may be short
            }
            List<String> all = StandardCharsets.UTF_8
                    .decode(bytes.flip())
                    .toString()
                    .lines()
                    .toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "(log not readable: " + e + ")";
        }
    }
}
