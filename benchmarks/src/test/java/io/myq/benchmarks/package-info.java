/** What can be tested of the benchmarks without a broker. */
@NullMarked
package io.myq.benchmarks;

import org.jspecify.annotations.NullMarked;
