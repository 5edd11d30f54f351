/**
 * Flawed designs of the commit fan-out in ordinary code, which the checks must catch: {@code
 * spec/fanout/AsFound.tla} and {@code spec/fanout/Acknowledged.tla} in Java.
 */
@NullMarked
package dev.handoff.fanout.flawed;

import org.jspecify.annotations.NullMarked;
