/**
 * Adapters to what the JDK brings: threads, the monotonic clock, Ed25519, counters.
 *
 * <pre>{@code
 * try (ThreadScheduler scheduler = new ThreadScheduler("validator", 2)) {
 *   Clock clock = SystemClock.INSTANCE;
 *   Counters metrics = new Counters();
 *   // hand these to the constructors of the protocols
 * }
 * }</pre>
 */
@NullMarked
package dev.handoff.jdk;

import org.jspecify.annotations.NullMarked;
