package io.myq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Reading what Linux says of a process. */
class ProcessStatTest {

    @Test
    void countsUserAndSystemTimeWhateverTheProcessIsCalled() {
        String stat = "42 (a ) 7 name) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 12 0 12345 1 1\n";
        assertThat(ProcessStat.cpuSeconds(stat)).isEqualTo(2);
    }

    @Test
    void findsResidentMemory() {
        assertThat(ProcessStat.residentBytes("Name:\tjava\nVmHWM:\t 9 kB\nVmRSS:\t   2048 kB\nThreads:\t3\n"))
                .isEqualTo(2 << 20);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void readsThisProcess() {
        long pid = ProcessHandle.current().pid();
        assertThat(ProcessStat.cpuSeconds(pid)).isPositive();
        assertThat(ProcessStat.residentBytes(pid)).isGreaterThan(1 << 20);
    }
}
