package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TransactionGateTest {

    private final TransactionGate gate = new TransactionGate();

    @Test
    void letsInWhileItIsOpen() {
        assertThat(gate.enter()).isFalse();
        gate.open();
        assertThat(gate.enter()).isTrue();
        assertThat(gate.inside()).isTrue();
        gate.leave();
        assertThat(gate.inside()).isFalse();
        gate.close();
        assertThat(gate.enter()).isFalse();
    }

    @Test
    void isShutWhenTheLastHasLeft() throws Exception {
        gate.open();
        assertThat(gate.enter()).isTrue();
        CompletableFuture<Boolean> shut = CompletableFuture.supplyAsync(() -> {
            try {
                return gate.shut(Duration.ofSeconds(30));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        while (gate.enter()) {
            gate.leave();
        }
        assertThat(shut).isNotDone();
        gate.leave();
        assertThat(shut.get(30, TimeUnit.SECONDS)).isTrue();
        gate.open();
        assertThat(gate.enter()).isTrue();
        gate.leave();
    }

    @Test
    void doesNotWaitForEver() throws Exception {
        gate.open();
        CompletableFuture.runAsync(gate::enter).get(30, TimeUnit.SECONDS);
        assertThat(gate.shut(Duration.ofMillis(20))).isFalse();
        assertThat(gate.enter()).isFalse();
    }
}
