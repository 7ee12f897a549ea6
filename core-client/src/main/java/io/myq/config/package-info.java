/**
 * The Config tree: immutable records with sarama's names and myq's defaults, validated as a whole. Floor 2: imports
 * values, errors and the plug-in interfaces.
 */
@NullMarked
package io.myq.config;

import org.jspecify.annotations.NullMarked;
