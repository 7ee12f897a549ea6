package io.myq.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LagClockTest {

    private final LagClock clock = new LagClock();

    @Test
    void isZeroAtTheEnd() {
        clock.end(10, 1_000);
        assertThat(clock.from(10, 10, 5_000)).isEqualTo(new Lag(0, Duration.ZERO));
        assertThat(clock.from(11, 10, 5_000)).isEqualTo(new Lag(0, Duration.ZERO));
    }

    @Test
    void goesByTheTimestampsOfWhatWasHandedOut() {
        clock.end(100, 50_000);
        clock.read(0, 10, 1_000);
        clock.read(10, 20, 2_000);
        assertThat(clock.from(0, 100, 51_000)).isEqualTo(new Lag(100, Duration.ofSeconds(50)));
        assertThat(clock.from(15, 100, 51_000)).isEqualTo(new Lag(85, Duration.ofSeconds(49)));
        // not handed out: it was there when the end was seen
        assertThat(clock.from(20, 100, 51_000)).isEqualTo(new Lag(80, Duration.ofSeconds(1)));
    }

    @Test
    void goesByWhenTheEndMovedForWhatWasNotHandedOut() {
        clock.end(10, 1_000);
        clock.end(10, 2_000);
        clock.end(30, 3_000);
        assertThat(clock.from(9, 30, 4_000).time()).isEqualTo(Duration.ofSeconds(3));
        assertThat(clock.from(10, 30, 4_000).time()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void doesNotTrustTimestampsThatCannotBe() {
        clock.end(30, 3_000);
        clock.read(0, 10, -1);
        assertThat(clock.from(5, 30, 4_000).time()).isEqualTo(Duration.ofSeconds(1));
        clock.read(10, 20, 99_000);
        assertThat(clock.from(15, 30, 4_000).time()).isEqualTo(Duration.ZERO);
    }

    @Test
    void staysBoundedAndAboutRight() {
        for (int i = 0; i < 10_000; i++) {
            clock.read(i, i + 1, 1_000L + i);
            clock.end(i + 1, 1_000L + i);
        }
        assertThat(clock.from(0, 10_000, 11_000).time()).isEqualTo(Duration.ofSeconds(10));
        assertThat(clock.from(9_999, 10_000, 11_000).time().toMillis()).isBetween(1L, 400L);
        assertThat(clock.from(5_000, 10_000, 11_000).time().toMillis()).isBetween(5_000L, 6_500L);
        // reading went back
        clock.read(10, 11, 500);
        assertThat(clock.from(10, 10_000, 11_000).time()).isEqualTo(Duration.ofMillis(10_500));
    }
}
