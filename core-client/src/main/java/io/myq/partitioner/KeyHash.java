package io.myq.partitioner;

import java.util.zip.CRC32;

/** A hash of message keys: the same number for the same bytes, for ever and in every process. Must be thread-safe. */
@FunctionalInterface
public interface KeyHash {

    /** 32-bit murmur2 with Kafka's seed: what Kafka's Java clients use. */
    KeyHash MURMUR2 = Murmur2::hash;

    /** 32-bit FNV-1a: what sarama uses. */
    KeyHash FNV_1A = Fnv1a::hash;

    /** CRC-32 (IEEE 802.3): what librdkafka's {@code consistent} partitioners use. */
    KeyHash CRC_32 = key -> {
        CRC32 crc = new CRC32();
        crc.update(key);
        return (int) crc.getValue();
    };

    /** @param key any bytes, none included; not to be changed */
    int hash(byte[] key);
}
