/**
 * The vocabulary of a handoff, and the ports of whoever performs one.
 *
 * <p>An owner offers an item. The offer is answered with a {@link dev.handoff.Receipt}, whose
 * {@link dev.handoff.Fate} becomes known exactly once: refused, delivered, undelivered or unknown,
 * the last three only of an item that was accepted. This is the contract that {@code
 * spec/Handoff.tla} states; the four protocols, {@code fanout}, {@code persistence}, {@code
 * shutdown} and {@code delivery}, keep it.
 *
 * <p>A protocol starts no thread, reads no clock, draws no random number and does no I/O except
 * through the ports that its constructor was given: {@link dev.handoff.Scheduler}, {@link
 * dev.handoff.Clock}, {@link java.util.random.RandomGenerator}, {@link dev.handoff.Store}, {@link
 * dev.handoff.Connection} and {@link dev.handoff.Dialer}, {@link dev.handoff.Signer}, {@link
 * dev.handoff.Metrics} and {@link dev.handoff.trace.EventSink}. With the adapters of {@code jdk},
 * {@code sqlite} and {@code tcp} it is a program; with a scheduler that decides, a clock that is
 * moved by hand and a store that fails it is a simulation.
 *
 * <pre>{@code
 * Receipt receipt = outbox.offer(message);
 * receipt.onFate(
 *     fate -> {
 *       if (fate instanceof Fate.Refused refused && refused.reason() == Reason.FULL) {
 *         slowDown();                 // backpressure: nothing was taken over
 *       } else if (fate instanceof Fate.Undelivered) {
 *         sendElsewhere(message);     // definitely not handed over: safe to repeat
 *       } else if (fate instanceof Fate.Unknown) {
 *         ask(message);               // may have arrived: repeat only what is idempotent
 *       }
 *     });
 * }</pre>
 */
@NullMarked
package dev.handoff;

import org.jspecify.annotations.NullMarked;
