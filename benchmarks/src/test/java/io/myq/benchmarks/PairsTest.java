package io.myq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How runs become one ratio. */
class PairsTest {

    @Test
    void ratioIsTheMedianOfTheRatiosWithinPairs() {
        Pairs pairs = new Pairs(Figure.CLIENT_CPU);
        pairs.add(1, 2);
        // a slow moment of the machine, which both sides saw
        pairs.add(10, 40);
        pairs.add(1, 3);
        assertThat(pairs.ratio()).isEqualTo(3);
        assertThat(pairs.worst()).isEqualTo(2);
        assertThat(pairs.best()).isEqualTo(4);
        assertThat(pairs.firstMedian()).isEqualTo(1);
    }

    @Test
    void moreIsBetterWhereMoreIsBetter() {
        Pairs pairs = new Pairs(Figure.THROUGHPUT);
        pairs.add(200, 100);
        assertThat(pairs.ratio()).isEqualTo(2);
    }

    @Test
    void medianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(Pairs.median(List.of(4.0, 1.0, 2.0, 100.0))).isEqualTo(3);
    }

    @Test
    void noiseIsHowFarNeighbouringRunsOfOneSideAreApart() {
        Pairs pairs = new Pairs(Figure.CLIENT_CPU);
        pairs.add(1, 1.0);
        assertThat(pairs.noise()).isEqualTo(1);
        pairs.add(1, 1.25);
        pairs.add(1, 1.0);
        assertThat(pairs.noise()).isEqualTo(1.25);
    }

    @Test
    void spreadLooksBothWays() {
        Pairs pairs = new Pairs(Figure.CLIENT_CPU);
        pairs.add(1, 1.1);
        pairs.add(1.2, 1);
        assertThat(pairs.spread()).isCloseTo(1.2, within(1e-9));
    }
}
