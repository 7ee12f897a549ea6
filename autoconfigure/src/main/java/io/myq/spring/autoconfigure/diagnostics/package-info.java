/** Says what is wrong at the start, in the words of the one who wrote the properties. */
@NullMarked
package io.myq.spring.autoconfigure.diagnostics;

import org.jspecify.annotations.NullMarked;
