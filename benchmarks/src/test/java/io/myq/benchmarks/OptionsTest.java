package io.myq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The command line, and the names on it. */
class OptionsTest {

    private final Workload workload = Workload.load("w", 100, 1000);

    @Test
    void takesPairsAndRecords() {
        Options options = Options.parse(new String[] {"w", "--pairs", "7", "--records", "50"}, 1);
        assertThat(options.pairs()).isEqualTo(7);
        assertThat(options.records(workload)).isEqualTo(50);
        assertThat(options.againstItself()).isFalse();
    }

    @Test
    void leavesTheWorkloadItsNumberOfRecords() {
        Options options = Options.parse(new String[] {"w", "--aa"}, 1);
        assertThat(options.records(workload)).isEqualTo(1000);
        assertThat(options.againstItself()).isTrue();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Options.parse(new String[] {"w", "--pears", "2"}, 1))
                .hasMessage("unknown option --pears");
        assertThatThrownBy(() -> Options.parse(new String[] {"w", "--pairs", "0"}, 1))
                .hasMessage("--pairs needs a number from 1 to 1000");
        assertThatThrownBy(() -> Options.parse(new String[] {"w", "--pairs"}, 1))
                .hasMessage("--pairs needs a number from 1 to 1000");
        assertThatThrownBy(() -> Options.parse(new String[] {"w", "--pairs", "4294967296"}, 1))
                .hasMessage("--pairs needs a number from 1 to 1000");
        assertThatThrownBy(() -> Options.parse(new String[] {"w", "--records", "99999999999999999999"}, 1))
                .hasMessage("--records needs a number from 1 to 1000000000000");
        assertThatThrownBy(() -> Options.parse(new String[] {"w", "--aa", "--alone"}, 1))
                .hasMessage("--aa and --alone cannot be had together");
    }

    @Test
    void smokeTakesOptionsAndRefusesWhatItDoesNotKnow() {
        Options options = Options.smoke(new String[] {"smoke", "--pairs", "3"}, 1);
        assertThat(options.pairs()).isEqualTo(3);
        assertThat(options.records(workload)).isEqualTo(250);
        assertThat(options.withoutBand()).isFalse();
        assertThat(Options.smoke(new String[] {"smoke"}, 1).withoutBand()).isTrue();
        assertThat(Options.smoke(new String[] {"smoke", "--aa"}, 1).withoutBand())
                .isFalse();
        assertThat(Options.smoke(new String[] {"smoke"}, 1).pairs()).isEqualTo(1);
        assertThatThrownBy(() -> Options.smoke(new String[] {"smoke", "--foo"}, 1))
                .hasMessage("unknown option --foo");
    }

    @Test
    void smokeRunsOneOfEachKindAndNamesOnlyWhatThereIs() {
        assertThat(Workloads.smoke())
                .extracting(Workload::name)
                .containsExactlyInAnyOrderElementsOf(Workloads.smokeNames());
    }

    @Test
    void theListTakesNoOptions() {
        assertThatThrownBy(() -> Options.none(new String[] {"list", "foo"}, 1))
                .hasMessage("list takes no options, and not foo");
        Options.none(new String[] {"list"}, 1);
    }

    @Test
    void namesAreUniqueAndFindTheirWorkload() {
        assertThat(Workloads.all().stream().map(Workload::name).collect(Collectors.toSet()))
                .hasSameSizeAs(Workloads.all())
                .contains("produce-100b", "produce-100b-defaults", "produce-10k-defaults", "produce-zstd-256k")
                .contains("produce-10000-partitions-1pct-active", "latency-50pct-load", "start");
        assertThat(Workloads.named("produce-1k")).extracting(Workload::name).containsExactly("produce-1k");
        assertThat(Workloads.named("produce-lz4"))
                .extracting(Workload::name)
                .containsExactly("produce-lz4-16k", "produce-lz4-256k");
        assertThat(Workloads.named("nothing")).isEmpty();
    }

    @Test
    void aTrialSurvivesItsCommandLine() {
        Trial trial =
                new Trial(Side.KAFKA, Workloads.all().get(3), "localhost:9", "t", 7, 1, 2, 3, GroupProtocol.CONSUMER);
        assertThat(Trial.parse(trial.arguments().toArray(String[]::new))).isEqualTo(trial);
    }
}
