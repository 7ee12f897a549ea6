/**
 * The owner loop, and one connection to one broker: connecting, frames, correlation, requests in flight, ApiVersions,
 * timeouts. Only here are sockets and selectors seen. Floor 4.
 */
@NullMarked
package io.myq.internal.network;

import org.jspecify.annotations.NullMarked;
