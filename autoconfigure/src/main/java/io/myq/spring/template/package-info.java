/** Sending with the application's own types. */
@NullMarked
package io.myq.spring.template;

import org.jspecify.annotations.NullMarked;
