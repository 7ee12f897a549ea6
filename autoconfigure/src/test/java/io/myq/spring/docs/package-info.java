/** Holds the guide's tables against what the code says. */
@NullMarked
package io.myq.spring.docs;

import org.jspecify.annotations.NullMarked;
