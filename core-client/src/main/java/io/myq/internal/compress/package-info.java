/**
 * The codecs of record batches: one-shot, on direct memory, with contexts that are reused by their one owner. Libraries
 * are optional and loaded with the first batch that needs them.
 */
@NullMarked
package io.myq.internal.compress;

import org.jspecify.annotations.NullMarked;
