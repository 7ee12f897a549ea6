/**
 * Real Apache Kafka brokers as child processes of this JVM, for development, tests and benchmarks; nothing of Kafka reaches
 * the application's class path.
 */
@NullMarked
package io.myq.embedded;

import org.jspecify.annotations.NullMarked;
