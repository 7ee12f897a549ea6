/** Payloads to bytes and back: text, bytes, and JSON through whatever library the application has. */
@NullMarked
package io.myq.spring.convert;

import org.jspecify.annotations.NullMarked;
