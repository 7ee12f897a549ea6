package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompressionRatioTest {

    private static final int BATCH = 16 * 1024;

    private final CompressionRatio ratio = new CompressionRatio();

    @Test
    void promisesNothingBeforeTheFirstBatch() {
        assertThat(ratio.rawBytes(BATCH)).isEqualTo(BATCH);
    }

    @Test
    void makesBatchesThatComeToTheirSizeOnTheWire() {
        for (int i = 0; i < 100; i++) {
            int raw = ratio.rawBytes(BATCH);
            ratio.observe(raw, raw / 2);
        }
        // less a margin, because the next batch may be a bit worse
        assertThat(ratio.rawBytes(BATCH)).isBetween(2 * BATCH * 9 / 10, 2 * BATCH);
    }

    @Test
    void believesOneBadBatchAtOnceAndGoodOnesByAndBy() {
        for (int i = 0; i < 100; i++) {
            ratio.observe(1000, 100);
        }
        ratio.observe(1000, 1000);
        assertThat(ratio.rawBytes(BATCH)).isEqualTo(BATCH);
        ratio.observe(1000, 100);
        assertThat(ratio.rawBytes(BATCH)).isBetween(BATCH, BATCH * 5 / 4);
    }

    @Test
    void gathersNoMoreThanAMegabyteForASmallBatch() {
        for (int i = 0; i < 1000; i++) {
            ratio.observe(100_000, 1);
        }
        assertThat(ratio.rawBytes(BATCH)).isEqualTo(1 << 20);
        assertThat(ratio.rawBytes(2 << 20)).isEqualTo(2 << 20);
    }

    @Test
    void isNotConfusedByWhatGrowsWhenItIsCompressed() {
        ratio.observe(100, 120);
        assertThat(ratio.rawBytes(BATCH)).isEqualTo(BATCH);
    }
}
