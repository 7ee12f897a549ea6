/**
 * Sending: {@link io.myq.producer.AsyncProducer} and {@link io.myq.producer.SyncProducer}, with their stages beside
 * them. Floor 6.
 */
@NullMarked
package io.myq.producer;

import org.jspecify.annotations.NullMarked;
