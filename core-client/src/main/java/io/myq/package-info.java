/** The client: {@link io.myq.MyqClient} is where it begins. Floor 8. */
@NullMarked
package io.myq;

import org.jspecify.annotations.NullMarked;
