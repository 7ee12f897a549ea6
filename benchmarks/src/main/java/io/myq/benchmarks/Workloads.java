package io.myq.benchmarks;

import io.myq.message.CompressionType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** All workloads by name. Immutable; any thread. */
final class Workloads {

    static final int SMALL_BATCH = 16 * 1024;
    private static final int LARGE_BATCH = 256 * 1024;
    private static final int DEFAULTS_PERCENT = 150;

    /** One of each kind: few enough that each has time to warm up. */
    private static final Set<String> SMOKE = Set.of(
            "produce-100b",
            "produce-100b-defaults",
            "produce-1k",
            "produce-1k-defaults",
            "produce-10k",
            "produce-lz4-16k",
            "produce-zstd-16k",
            "produce-1000-partitions",
            "produce-10000-partitions-1pct-active",
            "latency-50pct-load",
            "start",
            "consume-100b",
            "consume-1k",
            "consume-lz4",
            "consume-zstd",
            "consume-view-100b",
            "consume-1000-partitions",
            "consume-idle-10000-partitions",
            "group-start",
            "end-to-end-latency");

    private Workloads() {}

    static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        List<Workload> sizes = List.of(
                Workload.load("produce-100b", 100, 10_000_000),
                Workload.load("produce-1k", 1024, 2_000_000),
                Workload.load("produce-10k", 10 * 1024, 100_000));
        all.addAll(sizes);
        // large batches are quick: a window of a second would measure the compiler
        sizes.forEach(workload ->
                all.add(workload.withOwnDefaults().withRecords(workload.records() * DEFAULTS_PERCENT / 100)));
        addCodec(all, CompressionType.GZIP, 400_000);
        addCodec(all, CompressionType.SNAPPY, 1_500_000);
        addCodec(all, CompressionType.LZ4, 1_500_000);
        addCodec(all, CompressionType.ZSTD, 800_000);
        all.add(Workload.load("produce-1000-partitions", 100, 1_500_000).withPartitions(1000, 1000));
        all.add(Workload.load("produce-10000-partitions-1pct-active", 100, 100_000)
                .withPartitions(10_000, 100)
                .withRate(10_000, 5));
        all.add(Workload.load("latency-1k-per-s", 100, 10_000).withRate(1000, 0));
        all.add(Workload.load("latency-50pct-load", 100, 4_000_000).withRate(-50, 0));
        all.add(new Workload("start", Workload.Kind.START, 100, 1, 0, CompressionType.NONE, 0, 0, 0, 1));
        addConsumers(all);
        return all;
    }

    private static void addConsumers(List<Workload> all) {
        all.add(Workload.consume("consume-100b", Workload.Kind.CONSUME, 100, 8_000_000));
        all.add(Workload.consume("consume-1k", Workload.Kind.CONSUME, 1024, 1_500_000));
        all.add(Workload.consume("consume-lz4", Workload.Kind.CONSUME, 1024, 1_500_000)
                .withCodec(CompressionType.LZ4, SMALL_BATCH));
        all.add(Workload.consume("consume-zstd", Workload.Kind.CONSUME, 1024, 1_500_000)
                .withCodec(CompressionType.ZSTD, SMALL_BATCH));
        all.add(Workload.consume("consume-view-100b", Workload.Kind.VIEW, 100, 8_000_000));
        // many partitions have small batches
        all.add(Workload.consume("consume-1000-partitions", Workload.Kind.CONSUME, 100, 4_000_000)
                .withBatch(SMALL_BATCH / 16)
                .withPartitions(1000, 0));
        all.add(Workload.consume("consume-idle-10000-partitions", Workload.Kind.IDLE, 100, 10_000)
                .withPartitions(10_000, 1)
                .withBatch(SMALL_BATCH / 16)
                .withRate(1000, 0));
        all.add(Workload.consume("group-start", Workload.Kind.GROUP_START, 100, 1));
        all.add(Workload.consume("end-to-end-latency", Workload.Kind.END_TO_END, 100, 100_000)
                .withRate(10_000, 0));
    }

    /** What {@code smoke} runs. */
    static List<Workload> smoke() {
        return all().stream()
                .filter(workload -> SMOKE.contains(workload.name()))
                .toList();
    }

    static Set<String> smokeNames() {
        return SMOKE;
    }

    private static void addCodec(List<Workload> all, CompressionType codec, long records) {
        String name = "produce-" + codec.name().toLowerCase(java.util.Locale.ROOT);
        all.add(Workload.load(name + "-16k", 1024, records).withCodec(codec, SMALL_BATCH));
        all.add(Workload.load(name + "-256k", 1024, records).withCodec(codec, LARGE_BATCH));
    }

    /** Those of this name; if there is none, those whose names begin with it. */
    static List<Workload> named(String name) {
        List<Workload> exact =
                all().stream().filter(workload -> workload.name().equals(name)).toList();
        return exact.isEmpty()
                ? all().stream()
                        .filter(workload -> workload.name().startsWith(name + "-"))
                        .toList()
                : exact;
    }
}
