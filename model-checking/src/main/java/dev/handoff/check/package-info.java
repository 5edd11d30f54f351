/**
 * Runs models, many at a time, and holds what they show against what the manifest pins. Engines
 * come from outside.
 */
@NullMarked
package dev.handoff.check;

import org.jspecify.annotations.NullMarked;
