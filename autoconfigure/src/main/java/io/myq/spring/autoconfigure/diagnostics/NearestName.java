package io.myq.spring.autoconfigure.diagnostics;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;

/** Finds the property that somebody probably meant. Stateless. */
final class NearestName {

    /** What other clients and starters call it: no spelling would lead from one to the other. */
    private static final Map<String, String> OTHERWISE_CALLED = Map.ofEntries(
            Map.entry("myq.producer.acks", "myq.producer.required-acks"),
            Map.entry("myq.producer.retries", "myq.producer.retry.max"),
            Map.entry("myq.producer.batch-size", "myq.producer.batch-bytes"),
            Map.entry("myq.producer.linger-ms", "myq.producer.flush.frequency"),
            Map.entry("myq.producer.linger", "myq.producer.flush.frequency"),
            Map.entry("myq.producer.compression-type", "myq.producer.compression"),
            Map.entry("myq.producer.max-request-size", "myq.producer.max-message-bytes"),
            Map.entry("myq.producer.enable-idempotence", "myq.producer.idempotent"),
            Map.entry("myq.producer.max-block-ms", "myq.producer.max-block"),
            Map.entry("myq.consumer.group-id", "myq.consumer.group.id"),
            Map.entry("myq.consumer.auto-offset-reset", "myq.consumer.offsets.initial"),
            Map.entry("myq.consumer.enable-auto-commit", "myq.consumer.offsets.auto-commit.enable"),
            Map.entry("myq.consumer.auto-commit-interval", "myq.consumer.offsets.auto-commit.interval"),
            Map.entry("myq.consumer.heartbeat-interval", "myq.consumer.group.heartbeat.interval"),
            Map.entry("myq.consumer.session-timeout", "myq.consumer.group.session.timeout"),
            Map.entry("myq.consumer.fetch-min-size", "myq.consumer.fetch.min"),
            Map.entry("myq.consumer.fetch-max-wait", "myq.consumer.max-wait-time"),
            Map.entry("myq.brokers", "myq.bootstrap-servers"),
            Map.entry("myq.servers", "myq.bootstrap-servers"),
            Map.entry("myq.addresses", "myq.bootstrap-servers"));

    private NearestName() {}

    /** @param known not empty */
    static String to(String name, Collection<String> known) {
        String synonym = OTHERWISE_CALLED.get(name);
        if (synonym != null && known.contains(synonym)) {
            return synonym;
        }
        return known.stream()
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** Right name in the wrong place counts as near: {@code myq.max-message-bytes}, {@code myq.producer.group.id}. */
    private static int distance(String name, String candidate) {
        int whole = damerauLevenshtein(name, candidate);
        int last = damerauLevenshtein(lastElement(name), lastElement(candidate));
        return Math.min(whole * 2, last * 2 + 3 + Math.abs(depth(name) - depth(candidate)));
    }

    private static String lastElement(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static int depth(String name) {
        return (int) name.chars().filter(c -> c == '.').count();
    }

    /** Edits of one letter, and neighbours swapped, that lead from one to the other. */
    static int damerauLevenshtein(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + change);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
