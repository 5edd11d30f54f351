/** Races of the store on a disk. */
@NullMarked
package dev.handoff.sqlite;

import org.jspecify.annotations.NullMarked;
