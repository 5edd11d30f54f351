/** Races of the session. */
@NullMarked
package dev.handoff.delivery;

import org.jspecify.annotations.NullMarked;
