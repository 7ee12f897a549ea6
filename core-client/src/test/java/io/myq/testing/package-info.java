/** What tests of several packages share: a client's inside without its façade, and kafka-clients as the witness. */
@NullMarked
package io.myq.testing;

import org.jspecify.annotations.NullMarked;
