/**
 * Ports for tests: a clock moved by hand, a scheduler that runs what it is told to, a store that
 * fails when asked to, connections in memory. Each passes the contract test of its port.
 */
@NullMarked
package dev.handoff.fakes;

import org.jspecify.annotations.NullMarked;
