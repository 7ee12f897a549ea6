/**
 * Receiving as a member of a group: {@link io.myq.group.ConsumerGroup}, its sessions and claims, and the offsets it
 * commits. Floor 7.
 */
@NullMarked
package io.myq.group;

import org.jspecify.annotations.NullMarked;
