package io.myq.consumer;

import io.myq.error.MyqException;
import io.myq.message.TopicPartition;

/**
 * Something that went wrong with reading a partition.
 *
 * @param topicPartition what could not be read
 * @param cause what happened, where, and after how many attempts
 * @param ended whether reading the partition has ended with it; else it is tried on
 */
public record ConsumerError(TopicPartition topicPartition, MyqException cause, boolean ended) {}
