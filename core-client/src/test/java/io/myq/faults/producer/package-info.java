/** The producer behind the fault proxy, on real brokers; what became of every message is held against the log. */
@NullMarked
package io.myq.faults.producer;

import org.jspecify.annotations.NullMarked;
