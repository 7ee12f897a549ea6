/** The fault matrix for consumers and groups: what breaks between them and real brokers, and what must hold nonetheless. */
@NullMarked
package io.myq.faults.consumer;

import org.jspecify.annotations.NullMarked;
