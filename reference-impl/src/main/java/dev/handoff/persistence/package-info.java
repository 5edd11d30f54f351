/**
 * Batch persistence: keeps the batches of authors until they expire, and promises so by a
 * signature. {@code spec/persistence/BatchPersistence.tla} in Java.
 *
 * <p>The question of a design review is whether a signature can leave this node although the batch
 * is not on its disk, or will not be there after a crash. It cannot: a digest has one owner at a
 * time, and the owner charges the quota, writes durably, publishes, signs, sends and announces, in
 * this order. What fails is undone in the opposite order and reported to the owner of the batch.
 *
 * <pre>{@code
 * Map<PeerId, Quota> quotas = Map.of(author, new Quota(10_000, 1L << 30, 1L << 26));
 * BatchStore store =
 *     BatchStore.open(
 *         BatchStoreSettings.of(quotas, 60_000),           // kept a minute longer, for peers that lag
 *         new BatchStorePorts(
 *             records, Digester.SHA_256, Ed25519Keys.signer(key),
 *             signed -> session.offer(author, encoded(signed)), // to the author of the batch
 *             proofManager::batchStored,                   // exactly what was stored and signed
 *             scheduler, SystemClock.INSTANCE, metrics, EventSink.NONE));
 * store.certify(ledger.certifiedTime());                   // and again with each commit
 *
 * Batch batch = Batch.of(author, payload, expiration);
 * Receipt receipt = store.persist(List.of(batch)).get(0);
 * receipt.onFate(
 *     fate -> {
 *       if (fate instanceof Fate.Refused refused && refused.reason() == Reason.OVER_QUOTA) {
 *         askAgainLater(batch);                            // nothing was begun
 *       }
 *     });
 * Optional<Batch> found = store.read(batch.digest());      // from memory or from the disk
 *
 * store.stop(Deadline.after(SystemClock.INSTANCE, Duration.ofSeconds(5)))
 *     .thenAccept(stopped -> report(stopped.batchesCutOff()));
 * }</pre>
 *
 * <p>One method per action of the specification, of the same name:
 *
 * <table>
 * <caption>Where each action is</caption>
 * <tr><th>class</th><th>actions</th></tr>
 * <tr><td>{@code Admission}</td><td>Receive, RefuseExpired, RefuseOverQuota, Reserve, FindStored</td></tr>
 * <tr><td>{@code Storing}</td><td>Write, FailWrite, LeaveWriteInDoubt, Publish, Sign, Send, Announce, Remove, FailRemove, Release</td></tr>
 * <tr><td>{@code Collector}</td><td>AdvanceTime, Evict, Delete, FailDelete, Free</td></tr>
 * <tr><td>{@code Lifecycle}</td><td>Restart, RefuseToStart, Crash, TellLost</td></tr>
 * <tr><td>none</td><td>Flush and LosePower: the operating system's and the machine's</td></tr>
 * </table>
 *
 * <p>The arguments of an event are the specification's: a request is its number in the order of
 * offers, from 1, and one that was refused as the store filled up or closed has a number and no
 * events; a digest is its 64 hexadecimal digits. {@code LeaveWriteInDoubt} has the request only:
 * whether the record is synced, or written at all, nobody can know. A write under way when the node
 * goes down has no event, and may be found at the restart. The first event of an opened store is
 * {@code Restart}, also on an empty one.
 *
 * <p>What the specification leaves out: a signer, a network or a proof manager that fails. The
 * batch stays stored and charged until it expires, as after a crash, and its owner is told that the
 * fate is unknown. A refusal before a request is received, because of its size, a wrong digest, a
 * full or a closed store, is no step of it.
 */
@EnvironmentActions(
    module = "BatchPersistence",
    actions = {"Flush", "LosePower"},
    why = "what the operating system and the power supply do")
@NullMarked
package dev.handoff.persistence;

import dev.handoff.trace.EnvironmentActions;
import org.jspecify.annotations.NullMarked;
