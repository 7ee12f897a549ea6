/** The witness itself is tested: every rule bites, every kind of violation is found. */
@NullMarked
package io.myq.faults;

import org.jspecify.annotations.NullMarked;
