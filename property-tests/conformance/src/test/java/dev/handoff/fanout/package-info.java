/** Holds the commit fan-out against {@code spec/fanout/CommitFanOut.tla}. */
@NullMarked
package dev.handoff.fanout;

import org.jspecify.annotations.NullMarked;
