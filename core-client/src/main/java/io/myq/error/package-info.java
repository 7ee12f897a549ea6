/** What can go wrong: the exception tree, and one row per broker error code. Floor 0: imports nothing of myq. */
@NullMarked
package io.myq.error;

import org.jspecify.annotations.NullMarked;
