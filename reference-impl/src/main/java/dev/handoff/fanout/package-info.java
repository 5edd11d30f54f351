/** The commit fan-out: {@code spec/fanout/CommitFanOut.tla} in Java. */
@NullMarked
package dev.handoff.fanout;

import org.jspecify.annotations.NullMarked;
