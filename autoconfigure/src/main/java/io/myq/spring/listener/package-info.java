/** Runs listener methods: from the annotation over the container to the claim's thread. Knows Spring, not Boot. */
@NullMarked
package io.myq.spring.listener;

import org.jspecify.annotations.NullMarked;
