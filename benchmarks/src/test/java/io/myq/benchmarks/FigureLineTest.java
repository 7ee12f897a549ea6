package io.myq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The form of the output. */
class FigureLineTest {

    private final Pairs pairs = new Pairs(Figure.CLIENT_CPU);

    @Test
    void saysWhoHasWhatAndHowManyTimesBetter() {
        pairs.add(0.25, 1);
        pairs.add(0.2, 1);
        pairs.add(0.5, 1);
        assertThat(FigureLine.compared("produce-100b", Figure.CLIENT_CPU, Side.MYQ, Side.KAFKA, pairs, 1.1))
                .isEqualTo("produce-100b client-cpu myq=0.250s/M kafka-clients=1.000s/M ratio=4.00"
                        + " (2.00…5.00 over 3 pairs)");
    }

    @Test
    void callsWhatLiesInTheNoiseNoDifference() {
        pairs.add(1, 1.1);
        assertThat(FigureLine.compared("w", Figure.CLIENT_CPU, Side.MYQ, Side.KAFKA, pairs, 1.2))
                .endsWith("ratio=1.10 (1.10…1.10 over 1 pair) no difference");
    }

    @Test
    void namesTheSecondRunOfTheSameSideDifferently() {
        pairs.add(1, 1);
        assertThat(FigureLine.compared("w", Figure.CLIENT_CPU, Side.KAFKA, Side.KAFKA, pairs, 1))
                .startsWith("w client-cpu kafka-clients=1.000s/M kafka-clients-again=1.000s/M");
    }

    @Test
    void groupsLargeNumbers() {
        assertThat(Figure.THROUGHPUT.format(1_234_567.8)).isEqualTo("1,234,568rec/s");
    }
}
