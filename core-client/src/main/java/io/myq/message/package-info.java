/** The values that applications exchange with the client. Floor 0: imports nothing of myq. */
@NullMarked
package io.myq.message;

import org.jspecify.annotations.NullMarked;
