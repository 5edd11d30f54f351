/** Races of the shutdown's queue. */
@NullMarked
package dev.handoff.shutdown;

import org.jspecify.annotations.NullMarked;
