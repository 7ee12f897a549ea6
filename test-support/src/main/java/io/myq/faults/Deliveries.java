package io.myq.faults;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the members of one group were handed and had done, and what a witness saw committed meanwhile: nothing may be skipped,
 * inside a claim or between two, handed out of order, committed before it was done, or committed backwards.
 *
 * <p>Any thread; under one lock, a few hundred thousand messages are no burden.
 */
public final class Deliveries {

    private final String group;
    private final Map<String, Partition> partitions = new TreeMap<>();
    private final List<Claim> claims = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private long delivered;

    /** What all members together know of a partition. Offsets are numbered from 0, so that a bit stands for each. */
    private static final class Partition {
        private final BitSet delivered = new BitSet();
        private final BitSet done = new BitSet();
        private long committed = -1;
    }

    /** @param group names it in the verdict */
    public Deliveries(String group) {
        this.group = group;
    }

    /** A member begins to read a partition. */
    public synchronized Claim claim(String member, String topic, int partition) {
        Claim claim = new Claim(member, topic + "-" + partition);
        claims.add(claim);
        return claim;
    }

    /** One member's reading of one partition, from its beginning to its end; by one thread. */
    public final class Claim {

        private final String member;
        private final String partition;
        /** The beginning and end (exclusive) of each run of offsets that was handed out without a gap. */
        private final List<int[]> runs = new ArrayList<>();

        private Claim(String member, String partition) {
            this.member = member;
            this.partition = partition;
        }

        /** The member was handed this message. */
        public void delivered(long offset) {
            synchronized (Deliveries.this) {
                int at = Math.toIntExact(offset);
                delivered++;
                of(partition).delivered.set(at);
                int[] run = runs.isEmpty() ? null : runs.get(runs.size() - 1);
                if (run != null && at < run[1]) {
                    violations.add("ORDER: " + this + " was handed offset " + at + " behind " + (run[1] - 1));
                }
                if (run != null && at == run[1]) {
                    run[1]++;
                } else {
                    runs.add(new int[] {at, at + 1});
                }
            }
        }

        /** The member has done what the message stands for, and says so next. */
        public void done(long offset) {
            synchronized (Deliveries.this) {
                of(partition).done.set(Math.toIntExact(offset));
            }
        }

        @Override
        public String toString() {
            return "the claim of " + member + " on " + partition;
        }
    }

    /** A witness saw this offset committed. */
    public synchronized void committed(String topic, int number, long offset) {
        Partition partition = of(topic + "-" + number);
        String what = group + " had committed offset " + offset + " of " + topic + "-" + number;
        if (offset < partition.committed) {
            violations.add("COMMIT WENT BACK: " + what + ", and " + partition.committed + " before");
        }
        partition.committed = offset;
        BitSet undone = (BitSet) partition.delivered.clone();
        undone.andNot(partition.done);
        int first = undone.nextSetBit(0);
        if (first >= 0 && first < offset) {
            violations.add("COMMITTED UNDONE: " + what + ", but offset " + first + " was handed out and was not done");
        }
    }

    /** Messages that were handed to at least one member. */
    public synchronized int distinct() {
        return partitions.values().stream()
                .mapToInt(partition -> partition.delivered.cardinality())
                .sum();
    }

    /** Messages that were handed out more than once, each time counted. */
    public synchronized long repeated() {
        return delivered - distinct();
    }

    /**
     * At the end, when everything that is in the log is to be done and committed.
     *
     * @param log all records that members could see
     */
    public synchronized Verdict check(List<LogRecord> log) {
        Map<String, BitSet> logged = new TreeMap<>();
        log.forEach(record -> logged.computeIfAbsent(record.topic() + "-" + record.partition(), name -> new BitSet())
                .set(Math.toIntExact(record.offset())));
        logged.forEach((name, offsets) -> checkAll(name, of(name), offsets));
        claims.forEach(claim -> checkGaps(claim, logged.getOrDefault(claim.partition, new BitSet())));
        return new Verdict(this.toString(), log.size(), List.copyOf(violations));
    }

    private void checkAll(String name, Partition partition, BitSet offsets) {
        BitSet never = (BitSet) offsets.clone();
        never.andNot(partition.delivered);
        BitSet invented = (BitSet) partition.delivered.clone();
        invented.andNot(offsets);
        if (!never.isEmpty()) {
            violations.add("SKIPPED: nobody was handed " + never.cardinality() + " record(s) of " + name
                    + ", the first at offset " + never.nextSetBit(0));
        }
        if (!invented.isEmpty()) {
            violations.add(
                    "INVENTED: " + invented.cardinality() + " message(s) of " + name + " were handed out, the first at"
                            + " offset " + invented.nextSetBit(0) + ", that nobody can read in the log");
        }
        if (partition.committed < offsets.length()) {
            violations.add("NOT COMMITTED: the last record of " + name + " is at offset " + (offsets.length() - 1)
                    + ", and committed is " + partition.committed);
        }
    }

    private void checkGaps(Claim claim, BitSet offsets) {
        for (int i = 1; i < claim.runs.size(); i++) {
            int from = claim.runs.get(i - 1)[1];
            int to = claim.runs.get(i)[0];
            int first = offsets.nextSetBit(from);
            if (from < to && first >= 0 && first < to) {
                violations.add("SKIPPED: " + claim + " was not handed offset " + first + ", but then " + to);
            }
        }
    }

    private Partition of(String name) {
        return partitions.computeIfAbsent(name, any -> new Partition());
    }

    @Override
    public synchronized String toString() {
        return "group " + group + ": " + distinct() + " messages handed out, " + repeated() + " of them again, in "
                + claims.size() + " claims";
    }
}
