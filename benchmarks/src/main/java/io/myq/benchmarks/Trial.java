package io.myq.benchmarks;

import java.util.List;

/**
 * What one fresh JVM is told to do, as it travels on its command line. Immutable; any thread.
 *
 * @param warmUp records before the measured window
 * @param records in it
 * @param rate per second; 0 for as fast as possible
 * @param protocol of kafka-clients, where it consumes
 */
record Trial(
        Side side,
        Workload workload,
        String brokers,
        String topic,
        long brokerPid,
        long warmUp,
        long records,
        int rate,
        GroupProtocol protocol) {

    List<String> arguments() {
        return List.of(
                side.name(),
                workload.name(),
                brokers,
                topic,
                String.valueOf(brokerPid),
                String.valueOf(warmUp),
                String.valueOf(records),
                String.valueOf(rate),
                protocol.label());
    }

    static Trial parse(String[] arguments) {
        return new Trial(
                Side.valueOf(arguments[0]),
                Workloads.named(arguments[1]).get(0),
                arguments[2],
                arguments[3],
                Long.parseLong(arguments[4]),
                Long.parseLong(arguments[5]),
                Long.parseLong(arguments[6]),
                Integer.parseInt(arguments[7]),
                GroupProtocol.of(arguments[8]));
    }

    /** How many records are in the log afterwards. */
    long expectedRecords() {
        long touched = workload.idlePartitions() ? workload.partitions() : 0;
        return touched + warmUp + records;
    }
}
