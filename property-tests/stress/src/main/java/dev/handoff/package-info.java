/** Races of what all protocols share. */
@NullMarked
package dev.handoff;

import org.jspecify.annotations.NullMarked;
