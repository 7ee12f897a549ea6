/**
 * What the client knows of the cluster and how it reaches it: the immutable view, its refresh, connections by purpose,
 * coordinators, back-off. Floor 5.
 */
@NullMarked
package io.myq.internal.cluster;

import org.jspecify.annotations.NullMarked;
