package io.myq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.myq.config.Config;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The end of a client at any moment of its life, without a broker. */
class LiveClientTest {

    @Test
    void closesAtAnyMomentFromAnyNumberOfThreadsAndLeavesNothingBehind() throws Exception {
        long seed = System.nanoTime();
        System.out.println("LiveClientTest seed " + seed);
        Random random = new Random(seed);
        Config config = Config.defaults().withClientId("short-lived");
        // accepts (the kernel does) and never answers: connects hang in the handshake
        try (ServerSocket silent = new ServerSocket(0, 200, InetAddress.getLoopbackAddress())) {
            String dead = "127.0.0.1:1";
            for (int round = 0; round < 100; round++) {
                String address = random.nextBoolean() ? dead : "127.0.0.1:" + silent.getLocalPort();
                MyqClient client = MyqClient.open(List.of(address), config);
                long pause = random.nextInt(3_000_000);
                long start = System.nanoTime();
                while (System.nanoTime() - start < pause) {
                    Thread.onSpinWait();
                }
                List<CompletableFuture<Boolean>> closes = new ArrayList<>();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    closes.add(CompletableFuture.supplyAsync(() -> client.close(Duration.ofSeconds(20))));
                }
                for (CompletableFuture<Boolean> close : closes) {
                    assertThat(close.get(30, TimeUnit.SECONDS)).isTrue();
                }
                assertThat(client.status().state()).isEqualTo(ClientStatus.State.CLOSED);
            }
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .noneMatch(name -> name.equals("myq-short-lived") || name.startsWith("myq-connect-127.0.0.1")));
    }
}
