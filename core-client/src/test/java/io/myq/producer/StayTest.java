package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StayTest {

    /** A share of 1000 bytes, from byte 5000 and millisecond 10,000 on. */
    @ParameterizedTest
    @CsvSource({
        "5000, true, 10000, false",
        "5999, true, 10099, false",
        "6000, true, 10000, true",
        "5000, true, 10100, true",
        "6999, false, 10199, false",
        "7001, false, 10000, true",
        "5000, false, 10200, true",
        // the clock was set back
        "5000, true, 9000, false"
    })
    void endsBetweenBatchesWhenItsShareOrTimeIsUsedUpAndWithinOneAtTwiceThat(
            long appended, boolean batchEnds, long now, boolean over) {
        assertThat(new Stay(null, 5000, 10_000, 1000).isOver(appended, batchEnds, now))
                .isEqualTo(over);
    }

    @Test
    void neverEndsWhereThereIsNoOtherPartition() {
        Stay stay = new Stay(null, 0, 0, Long.MAX_VALUE);
        assertThat(stay.isOver(1L << 50, true, 1L << 50)).isFalse();
    }
}
