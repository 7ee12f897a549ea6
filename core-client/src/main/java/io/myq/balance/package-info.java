/**
 * How a group shares partitions among its members: the interface to plug in an own strategy, and those that are built
 * in. Pure functions on values. Floor 1: imports values only.
 */
@NullMarked
package io.myq.balance;

import org.jspecify.annotations.NullMarked;
