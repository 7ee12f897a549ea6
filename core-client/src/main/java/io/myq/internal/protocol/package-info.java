/** Kafka's wire protocol: reader, writer, headers, and one record per message, generated from Kafka's own schemas. */
@NullMarked
package io.myq.internal.protocol;

import org.jspecify.annotations.NullMarked;
