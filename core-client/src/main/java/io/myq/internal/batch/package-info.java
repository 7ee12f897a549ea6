/** Record batches in format 2: encoded in place, decoded lazily, with varints and checksums. */
@NullMarked
package io.myq.internal.batch;

import org.jspecify.annotations.NullMarked;
