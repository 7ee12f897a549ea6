/** One Boot application that a newcomer runs: orders go out through a template and come back through a listener. */
@NullMarked
package io.myq.sample;

import org.jspecify.annotations.NullMarked;
