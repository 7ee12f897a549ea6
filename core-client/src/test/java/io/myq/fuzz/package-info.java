/** What the fuzz tests have in common: mutations, limits, and how long they take. */
@NullMarked
package io.myq.fuzz;

import org.jspecify.annotations.NullMarked;
