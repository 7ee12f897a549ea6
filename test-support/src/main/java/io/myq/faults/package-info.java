/**
 * An independent witness of a Kafka client: a proxy that breaks what lies between it and real brokers, a history of what it
 * was asked and answered, and a checker that holds the history against the log.
 */
@NullMarked
package io.myq.faults;

import org.jspecify.annotations.NullMarked;
