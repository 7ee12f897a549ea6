package io.myq.benchmarks;

/**
 * What stands on the command line behind the workload. Immutable; any thread.
 *
 * @param records in each measured window; 0 for the workload's own number
 * @param divisor a short run has this many times fewer records
 * @param againstItself kafka-clients on both sides, for the noise band
 * @param alone only myq, for profiles
 */
record Options(int pairs, long records, int divisor, boolean againstItself, boolean alone) {

    private static final int DEFAULT_PAIRS = 3;
    private static final int SMOKE_DIVISOR = 5;

    static Options smoke() {
        return new Options(1, 0, SMOKE_DIVISOR, false, false);
    }

    /** @throws IllegalArgumentException with what is wrong */
    static Options parse(String[] words, int from) {
        Options options = new Options(DEFAULT_PAIRS, 0, 1, false, false);
        for (int i = from; i < words.length; i++) {
            switch (words[i]) {
                case "--aa" -> options = new Options(options.pairs, options.records, 1, true, options.alone);
                case "--alone" -> options = new Options(options.pairs, options.records, 1, options.againstItself, true);
                case "--pairs" ->
                    options = new Options(
                            (int) number(words, ++i), options.records, 1, options.againstItself, options.alone);
                case "--records" ->
                    options = new Options(options.pairs, number(words, ++i), 1, options.againstItself, options.alone);
                default -> throw new IllegalArgumentException("unknown option " + words[i]);
            }
        }
        return options;
    }

    private static long number(String[] words, int at) {
        if (at >= words.length || !words[at].matches("[1-9][0-9]{0,11}")) {
            throw new IllegalArgumentException(words[at - 1] + " needs a number above 0");
        }
        return Long.parseLong(words[at]);
    }

    long records(Workload workload) {
        return records > 0 ? records : Math.max(1, workload.records() / divisor);
    }
}
