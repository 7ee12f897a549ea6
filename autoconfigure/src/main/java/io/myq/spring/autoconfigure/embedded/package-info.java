/** A real broker beside the application, where it has the embedded one on its class path. */
@NullMarked
package io.myq.spring.autoconfigure.embedded;

import org.jspecify.annotations.NullMarked;
