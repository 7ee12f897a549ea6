/** The health of the client and its listeners, where the application has Boot's health. */
@NullMarked
package io.myq.spring.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
