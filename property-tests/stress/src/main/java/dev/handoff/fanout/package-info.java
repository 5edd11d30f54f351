/** Races of the commit log and of those who read it. */
@NullMarked
package dev.handoff.fanout;

import org.jspecify.annotations.NullMarked;
