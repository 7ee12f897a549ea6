package io.myq.producer;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.junit.jupiter.api.Test;

class SequencesTest {

    @Test
    void wrapsToZeroAfterTheLargestNumber() {
        assertThat(Sequences.after(Integer.MAX_VALUE, 1)).isZero();
        assertThat(Sequences.after(Integer.MAX_VALUE - 1, 1)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Sequences.after(Integer.MAX_VALUE, 10)).isEqualTo(9);
    }

    @Test
    void countsAsTheBrokerDoes() {
        int[] starts = {0, 1, 1000, Integer.MAX_VALUE - 1000, Integer.MAX_VALUE - 1, Integer.MAX_VALUE};
        for (int start : starts) {
            for (int records = 0; records < 3000; records += 7) {
                assertThat(Sequences.after(start, records))
                        .as("%d records after %d", records, start)
                        .isEqualTo(DefaultRecordBatch.incrementSequence(start, records));
            }
        }
    }
}
