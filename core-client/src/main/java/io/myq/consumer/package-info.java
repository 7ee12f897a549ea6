/**
 * Receiving from partitions that the application names itself: {@link io.myq.consumer.Consumer}, with the fetch path
 * beside it. Floor 6.
 */
@NullMarked
package io.myq.consumer;

import org.jspecify.annotations.NullMarked;
