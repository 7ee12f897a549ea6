/** The counters of the client and its listeners, where the application has Micrometer. */
@NullMarked
package io.myq.spring.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
