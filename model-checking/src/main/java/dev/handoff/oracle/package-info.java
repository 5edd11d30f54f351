/**
 * Specifications as judges of programs: which steps a state allows, where they lead, and what holds
 * there, by TLC's own evaluator in this process.
 *
 * <p>Start with {@link dev.handoff.oracle.Oracles}. Only types of the JDK and of this package
 * cross: {@link Long}, {@link Boolean}, {@link String}, {@link java.util.List} for tuples and
 * sequences, {@link java.util.Set} for sets, {@link java.util.Map} for records and functions, and
 * {@link dev.handoff.tlc.ModelValue}. As in TLA+, a function on {@code 1..n} is a sequence, and the
 * empty function and the empty sequence are one value: {@code List.of()}.
 */
@NullMarked
package dev.handoff.oracle;

import org.jspecify.annotations.NullMarked;
