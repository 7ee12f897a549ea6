/** What an application writes on its listener methods. */
@NullMarked
package io.myq.spring.annotation;

import org.jspecify.annotations.NullMarked;
