/** What several tests of this module share. */
@NullMarked
package io.myq.spring.testing;

import org.jspecify.annotations.NullMarked;
