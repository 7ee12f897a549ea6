package io.myq.internal.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.myq.error.ConnectionException;
import io.myq.error.MyqException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ConnectorTest {

    /** The JVM says it of threads that the system refuses; it must not end the loop, and with it the client. */
    @Test
    void aThreadThatCannotBeStartedFailsThisAttemptAndNothingElse() throws Exception {
        assertFailsAlone(task -> new Thread(task) {
            @Override
            public void start() {
                throw new OutOfMemoryError("unable to create native thread (pretended)");
            }
        });
        assertFailsAlone(task -> {
            throw new IllegalStateException("unable to create native thread (pretended)");
        });
    }

    private static void assertFailsAlone(ThreadFactory threads) throws Exception {
        CompletableFuture<MyqException> failed = new CompletableFuture<>();
        AtomicBoolean toldInside = new AtomicBoolean();
        EventLoop loop = new EventLoop("probe", (where, cause) -> {});
        loop.start();
        try {
            loop.execute(() -> {
                Connector connector = new Connector(
                        loop,
                        new Peer("localhost", 9, 3, ""),
                        "test",
                        Duration.ofSeconds(20),
                        dialed -> {},
                        failed::complete);
                Connector.start(loop, connector, threads);
                toldInside.set(failed.isDone());
            });
            assertThat(failed.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageStartingWith("No connection to localhost:9")
                    .hasMessageContaining("attempt 3")
                    .hasMessageContaining("unable to create native thread (pretended)")
                    .hasMessageContaining("Give the process more threads or memory");
            assertThat(toldInside).isFalse();
            CompletableFuture<Boolean> alive = new CompletableFuture<>();
            loop.execute(() -> alive.complete(true));
            assertThat(alive.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(loop.failure()).isNull();
        } finally {
            loop.close();
        }
    }
}
