/** Compares myq with kafka-clients: same broker, same work, one fresh JVM per trial. */
@NullMarked
package io.myq.benchmarks;

import org.jspecify.annotations.NullMarked;
