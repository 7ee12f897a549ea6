package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Arrays that are used again. */
class ArrayPoolTest {

    private final ArrayPool<byte[]> pool = new ArrayPool<>(byte[]::new, array -> array.length, 512, 16_000, 100_000);

    @Test
    void classesDoubleUpToTheLargestSize() {
        List<Integer> capacities = new ArrayList<>();
        for (int elements : new int[] {0, 1, 512, 513, 1024, 1025, 8192, 8193, 16_000, 16_001}) {
            capacities.add(pool.capacityFor(elements));
        }
        assertThat(capacities).containsExactly(512, 512, 512, 1024, 1024, 2048, 8192, 16_000, 16_000, 16_001);
    }

    @Test
    void everyClassGivesBackItsOwnArrays() {
        for (int elements : new int[] {512, 1024, 2048, 4096, 8192, 16_000}) {
            byte[] array = pool.take(elements);
            assertThat(array).hasSize(elements);
            pool.give(array);
            assertThat(pool.take(elements)).isSameAs(array);
            assertThat(pool.take(elements)).isNotSameAs(array);
        }
    }

    @Test
    void lengthsOfNoClassAreNotKept() {
        pool.give(new byte[600]);
        pool.give(new byte[20_000]);
        assertThat(pool.retained()).isZero();
        assertThat(pool.take(600)).hasSize(600);
        assertThat(pool.take(20_000)).hasSize(20_000);
    }

    @Test
    void keepsNoMoreThanItsLimit() {
        for (int i = 0; i < 10; i++) {
            pool.give(new byte[16_000]);
        }
        assertThat(pool.retained()).isEqualTo(96_000);
    }

    @Test
    void trimLetsGoOfWhatWasNotNeededSinceTheTrimBefore() {
        byte[] used = new byte[512];
        pool.give(new byte[512]);
        pool.give(used);
        pool.trim();
        assertThat(pool.take(512)).isSameAs(used);
        pool.give(used);
        pool.trim();
        assertThat(pool.retained()).isEqualTo(512);
        assertThat(pool.take(512)).isSameAs(used);
        pool.give(used);
        pool.trim();
        pool.trim();
        assertThat(pool.retained()).isZero();
    }
}
