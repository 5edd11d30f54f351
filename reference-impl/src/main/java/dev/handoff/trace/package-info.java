/**
 * What ties the code to the specifications by name: {@link dev.handoff.trace.SpecAction} on the
 * method that performs an action, and an {@link dev.handoff.trace.EventSink} that is told each time
 * that it did.
 *
 * <pre>{@code
 * @SpecAction("CommitFanOut!SaveCursor")
 * boolean saveCursor() {
 *   try (Guard.Section section = guard.enter()) {
 *     cursor = position;
 *     section.record("CommitFanOut!SaveCursor", name);   // after the step, before the release
 *   }
 *   return true;
 * }
 * }</pre>
 */
@NullMarked
package dev.handoff.trace;

import org.jspecify.annotations.NullMarked;
