/**
 * How a message gets its partition: the interface to plug in an own rule, and the rules that are built in. Floor 1:
 * imports values only.
 */
@NullMarked
package io.myq.partitioner;

import org.jspecify.annotations.NullMarked;
