/**
 * The commit fan-out: {@code spec/fanout/CommitFanOut.tla} in Java. Execution announces each commit
 * once; three components must all hear of it, or the owner must be told which did not.
 *
 * <pre>{@code
 * FanOutPorts ports =
 *     FanOutPorts.inMemory(scheduler, clock).withStore(store).withMetrics(metrics);
 * CommitFanOut fanOut =
 *     CommitFanOut.open(FanOutSettings.DEFAULT.withStateKeeping(StateKeeping.DURABLE), ports);
 * ledger.commitsAfter(fanOut.time()).forEach(fanOut::notify);    // what a crash was faster than
 *
 * fanOut.batchGenerator().begin(new Batch(info, transactions));  // excluded from later pulls
 *
 * CommitReceipt receipt = fanOut.notify(new Commit(timestamp, List.of(info)));
 * if (receipt.refusal().equals(Optional.of(Reason.FULL))) {
 *   offerAgainLater();                                           // it is still the owner's
 * }
 * receipt
 *     .of(ComponentName.PROOF_MANAGER)
 *     .onFate(
 *         fate -> {
 *           if (fate instanceof Fate.Unknown) {
 *             alarm();                                           // detached, or the node crashed
 *           }
 *         });
 *
 * fanOut.shutdown().thenAccept(report -> log(report.isClean()));
 * }</pre>
 *
 * <table>
 * <caption>The specification's actions</caption>
 * <tr><th>action</th><th>method</th></tr>
 * <tr><td>Notify</td><td>{@code CommitLog.notify}</td></tr>
 * <tr><td>Apply, SaveCursor, Resynchronise, Rejoin, Stop</td><td>{@code Member}, of the component;
 * taken by its loop</td></tr>
 * <tr><td>Detach</td><td>{@code Member.detach}; taken by the {@code Watch}, and again by the loop</td></tr>
 * <tr><td>Hang, Resume</td><td>{@code Member}; the first is declared by the {@code Watch}, the
 * second by the loop when it runs again and the store has answered</td></tr>
 * <tr><td>Crash</td><td>{@code Member.crash}; when a component throws</td></tr>
 * <tr><td>RestartComponent, RestartProcess</td><td>{@code Coordinator}; the supervisor's</td></tr>
 * <tr><td>RequestShutdown, FinishShutdown</td><td>{@code Coordinator}</td></tr>
 * </table>
 *
 * <p>Of the specification's variables, {@code fate} and {@code answer} are in the receipts, {@code
 * log} from its base on, {@code shutdown} and {@code process} in {@code CommitLog}, {@code status},
 * {@code cursor}, {@code attached} and {@code position} in {@code Member}, {@code state} in {@code
 * Component}. The list of the commits that a state contains is kept as its length: it is always the
 * beginning of the log.
 *
 * <p>The log is kept in the store, like the cursors and the states, and not read from the owner's
 * ledger: it has the accepted commits only, in the order of their acceptance, which is not that of
 * the ledger, and cursors are positions in it. An accepted commit is written at once but answered
 * before; so nothing that is about an entry is written before the entry is stored, and what a crash
 * of the process was faster than, the owner offers again.
 */
@NullMarked
package dev.handoff.fanout;

import org.jspecify.annotations.NullMarked;
