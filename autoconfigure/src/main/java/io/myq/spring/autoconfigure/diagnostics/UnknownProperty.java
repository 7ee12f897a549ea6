package io.myq.spring.autoconfigure.diagnostics;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A property that nothing is bound to. Its value is not kept: it could be a secret.
 *
 * @param name as written, but in lower case with dashes
 * @param origin file and line, or {@code null} where the source does not know
 * @param suggestion the nearest real one
 */
record UnknownProperty(String name, @Nullable String origin, String suggestion) implements Serializable {}
