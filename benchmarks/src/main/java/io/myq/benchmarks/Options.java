package io.myq.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * What stands on the command line behind the workload. Immutable; any thread.
 *
 * @param records in each measured window; 0 for the workload's own number
 * @param divisor a short run has this many times fewer records
 * @param againstItself kafka-clients on both sides, for the noise band
 * @param alone only myq, for profiles
 * @param protocol of kafka-clients where it consumes; the better one is looked for where there is none
 */
record Options(
        int pairs,
        long records,
        int divisor,
        boolean againstItself,
        boolean alone,
        @Nullable GroupProtocol protocol) {

    private static final int DEFAULT_PAIRS = 3;
    private static final int MOST_PAIRS = 1000;
    private static final long MOST_RECORDS = 1_000_000_000_000L;
    private static final int SMOKE_DIVISOR = 4;

    /** One pair and short runs, unless the words say otherwise. @throws IllegalArgumentException with what is wrong */
    static Options smoke(String[] words, int from) {
        return parse(words, from, new Options(1, 0, SMOKE_DIVISOR, false, false, null));
    }

    /** @throws IllegalArgumentException with what is wrong */
    static Options parse(String[] words, int from) {
        return parse(words, from, new Options(DEFAULT_PAIRS, 0, 1, false, false, null));
    }

    /** @throws IllegalArgumentException when there is any */
    static void none(String[] words, int from) {
        if (words.length > from) {
            throw new IllegalArgumentException(words[from - 1] + " takes no options, and not " + words[from]);
        }
    }

    private static Options parse(String[] words, int from, Options defaults) {
        int pairs = defaults.pairs;
        long records = defaults.records;
        boolean againstItself = false;
        boolean alone = false;
        GroupProtocol protocol = null;
        for (int i = from; i < words.length; i++) {
            switch (words[i]) {
                case "--aa" -> againstItself = true;
                case "--alone" -> alone = true;
                case "--protocol" -> protocol = GroupProtocol.of(++i < words.length ? words[i] : "nothing");
                case "--pairs" -> pairs = (int) number(words, ++i, MOST_PAIRS);
                case "--records" -> records = number(words, ++i, MOST_RECORDS);
                default -> throw new IllegalArgumentException("unknown option " + words[i]);
            }
        }
        if (againstItself && alone) {
            throw new IllegalArgumentException("--aa and --alone cannot be had together");
        }
        return new Options(pairs, records, defaults.divisor, againstItself, alone, protocol);
    }

    private static long number(String[] words, int at, long most) {
        // so short that it fits
        if (at < words.length && words[at].matches("[1-9][0-9]{0,17}") && Long.parseLong(words[at]) <= most) {
            return Long.parseLong(words[at]);
        }
        throw new IllegalArgumentException(words[at - 1] + " needs a number from 1 to " + most);
    }

    /** Whether ratios are all there is: no neighbours to compare with, and none of these runs makes a band. */
    boolean withoutBand() {
        return pairs == 1 && !againstItself && !alone;
    }

    /** Whether there is no time for anything twice. */
    boolean isShort() {
        return divisor > 1;
    }

    long records(Workload workload) {
        // readers warm up sooner than writers
        int share = isShort() && workload.consumes() ? 2 * divisor : divisor;
        return records > 0 ? records : Math.max(1, workload.records() / share);
    }
}
