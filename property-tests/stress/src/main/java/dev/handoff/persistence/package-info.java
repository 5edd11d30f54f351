/** Races of the batch store. */
@NullMarked
package dev.handoff.persistence;

import org.jspecify.annotations.NullMarked;
