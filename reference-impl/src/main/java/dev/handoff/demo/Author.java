package dev.handoff.demo;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Fate;
import dev.handoff.PeerId;
import dev.handoff.Reason;
import dev.handoff.Verifier;
import dev.handoff.delivery.Committee;
import dev.handoff.fanout.Admission;
import dev.handoff.fanout.BatchGenerator;
import dev.handoff.fanout.CommitFanOut;
import dev.handoff.fanout.CommitReceipt;
import dev.handoff.fanout.ComponentName;
import dev.handoff.fanout.ProofCoordinator;
import dev.handoff.fanout.ProofInProgress;
import dev.handoff.persistence.Batch;
import dev.handoff.persistence.BatchInfo;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes batches of the transactions in the pool, collects the signatures of those who keep them,
 * and tells the clients.
 *
 * <p>Thread-safe, guarded by this.
 */
final class Author {
  /** How many rounds a batch lives. */
  static final long LIFE = 300;

  private static final int MAX_TRANSACTIONS = 500;

  /** A batch that was made and has not expired. */
  private static final class Made {
    final Batch batch;
    final List<Digest> transactions;
    final SortedMap<PeerId, Bytes> signatures = new TreeMap<>();
    boolean certified;

    Made(Batch batch, List<Digest> transactions) {
      this.batch = batch;
      this.transactions = transactions;
    }
  }

  /**
   * A batch that lacks signatures.
   *
   * @param batch to be sent again, which is idempotent
   * @param signers who has signed it
   */
  record Uncertified(Batch batch, Set<PeerId> signers) {}

  private final PeerId self;
  private final Pool pool;
  private final BatchGenerator generator;
  private final ProofCoordinator coordinator;
  private final Committee committee;
  private final Verifier verifier;
  private final Map<Digest, Made> made = new LinkedHashMap<>();

  /** Transactions that are committed, and in no batch in progress, but have not been told so. */
  private final Set<Digest> committed = new HashSet<>();

  Author(PeerId self, Pool pool, CommitFanOut fanOut, Committee committee, Verifier verifier) {
    this.self = self;
    this.pool = pool;
    this.generator = fanOut.batchGenerator();
    this.coordinator = fanOut.proofCoordinator();
    this.committee = committee;
    this.verifier = verifier;
  }

  /** Makes a batch of what is in no batch in progress, if there is something. */
  synchronized Optional<Batch> make(long round) {
    List<Digest> free =
        generator.pull(pool.digests()).stream().filter(each -> !committed.contains(each)).toList();
    List<Transaction> transactions =
        pool.handOut(free.subList(0, Math.min(free.size(), MAX_TRANSACTIONS)));
    if (transactions.isEmpty()) {
      return Optional.empty();
    }
    Batch batch = Batch.of(self, Transaction.payload(transactions), round + LIFE);
    List<Digest> digests = transactions.stream().map(Transaction::digest).toList();
    dev.handoff.fanout.BatchInfo named = named(batch.info());
    if (generator.begin(new dev.handoff.fanout.Batch(named, digests)) != Admission.ADMITTED) {
      return Optional.empty();
    }
    coordinator.begin(new ProofInProgress(named));
    made.put(batch.digest(), new Made(batch, digests));
    return Optional.of(batch);
  }

  /** Takes a signature; returns the certificate if it is the one that makes a quorum. */
  synchronized Optional<Message.Certified> signed(PeerId signer, BatchInfo info, Bytes signature) {
    Made batch = made.get(info.digest());
    if (batch == null
        || batch.certified
        || !batch.batch.info().equals(info)
        || !committee.has(signer)
        || !verifier.isSignedBy(signer, info.encoded(), signature)) {
      return Optional.empty();
    }
    batch.signatures.put(signer, signature);
    if (batch.signatures.size() < committee.quorum()) {
      return Optional.empty();
    }
    batch.certified = true;
    coordinator.end(info.digest());
    return Optional.of(
        new Message.Certified(info, batch.transactions.size(), new TreeMap<>(batch.signatures)));
  }

  /** Returns the batches that were made before that round and lack a quorum of signatures. */
  synchronized List<Uncertified> uncertified(long before) {
    return made.values().stream()
        .filter(each -> !each.certified && each.batch.expiration() - LIFE < before)
        .map(each -> new Uncertified(each.batch, Set.copyOf(each.signatures.keySet())))
        .toList();
  }

  /** The batches will be committed, and then be in no batch in progress. */
  synchronized void committing(Collection<BatchInfo> batches) {
    for (BatchInfo info : batches) {
      Made batch = made.get(info.digest());
      if (batch != null) {
        committed.addAll(batch.transactions);
      }
    }
  }

  /** The batches are committed: tells their clients once every component has applied the commit. */
  void committed(Collection<BatchInfo> batches, CommitReceipt receipt) {
    AtomicInteger missing = new AtomicInteger(ComponentName.values().length);
    AtomicBoolean isSure = new AtomicBoolean(true);
    for (ComponentName component : ComponentName.values()) {
      receipt
          .of(component)
          .onFate(
              fate -> {
                if (!(fate instanceof Fate.Delivered)) {
                  isSure.set(false);
                }
                if (missing.decrementAndGet() == 0) {
                  Fate told = isSure.get() ? Fate.DELIVERED : new Fate.Unknown(Reason.DETACHED);
                  batches.forEach(info -> tell(info, told));
                }
              });
    }
  }

  private void tell(BatchInfo info, Fate fate) {
    Made batch;
    synchronized (this) {
      batch = made.remove(info.digest());
    }
    if (batch != null) {
      pool.settle(batch.transactions, fate);
      synchronized (this) {
        batch.transactions.forEach(committed::remove);
      }
    }
  }

  /** Forgets the batches that have expired; their transactions go into others. */
  synchronized void forgetExpired(long round) {
    for (Iterator<Made> each = made.values().iterator(); each.hasNext(); ) {
      BatchInfo info = each.next().batch.info();
      if (info.expiration() <= round) {
        coordinator.end(info.digest());
        each.remove();
      }
    }
  }

  /** A batch as the fan-out names it. */
  static dev.handoff.fanout.BatchInfo named(BatchInfo info) {
    return new dev.handoff.fanout.BatchInfo(info.digest(), info.expiration());
  }
}
