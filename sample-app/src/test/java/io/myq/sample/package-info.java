/** Drives the application over HTTP. */
@NullMarked
package io.myq.sample;

import org.jspecify.annotations.NullMarked;
