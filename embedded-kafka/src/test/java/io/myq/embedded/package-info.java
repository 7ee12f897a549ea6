/** Tests of the embedded brokers; kafka-clients is the witness. */
@NullMarked
package io.myq.embedded;

import org.jspecify.annotations.NullMarked;
