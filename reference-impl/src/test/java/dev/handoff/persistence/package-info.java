/** Tests of batch persistence: each step, each fate, random interleavings, real threads. */
@NullMarked
package dev.handoff.persistence;

import org.jspecify.annotations.NullMarked;
