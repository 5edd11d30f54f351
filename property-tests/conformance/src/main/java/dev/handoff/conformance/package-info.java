/**
 * The engine that holds an implementation against its specification: {@link
 * dev.handoff.conformance.Subject} is what it drives, the oracle of {@code dev.handoff.oracle} is
 * the judge.
 */
@NullMarked
package dev.handoff.conformance;

import org.jspecify.annotations.NullMarked;
