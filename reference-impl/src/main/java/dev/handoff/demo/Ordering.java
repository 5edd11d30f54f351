package dev.handoff.demo;

import dev.handoff.Digest;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Scheduler;
import dev.handoff.Signer;
import dev.handoff.Verifier;
import dev.handoff.delivery.Committee;
import dev.handoff.delivery.Courier;
import dev.handoff.delivery.Equivocation;
import dev.handoff.delivery.RoundCodec;
import dev.handoff.delivery.RoundListener;
import dev.handoff.delivery.RoundMessage;
import dev.handoff.delivery.VoteRound;
import dev.handoff.fanout.Proof;
import dev.handoff.persistence.BatchInfo;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A stand-in for consensus: rounds with a leader each, whose block is committed by everyone who
 * learns that a quorum voted for it. A round that fails to get one is ended by timeouts, and its
 * batches go into a later block; so a batch may be committed twice, which does no harm. What is
 * missing of a real protocol is the rule by which blocks of different rounds cannot contradict each
 * other; nothing here depends on it.
 *
 * <p>Thread-safe, guarded by this.
 */
final class Ordering {
  private static final Duration BLOCK_INTERVAL = Duration.ofMillis(100);
  private static final Duration ROUND_TIMEOUT = Duration.ofSeconds(1);
  private static final int MAX_BATCHES = 400;

  /** How many rounds back votes are still counted, and ahead already. */
  private static final int WINDOW = 64;

  /** How many rounds back it is known whether they were decided. */
  private static final int MEMORY = 4096;

  private final PeerId self;
  private final Committee committee;
  private final Signer signer;
  private final Verifier verifier;
  private final Courier courier;
  private final Consumer<Message> broadcast;
  private final Supplier<List<Proof>> proofs;
  private final Consumer<Block> commit;
  private final Scheduler scheduler;
  private final EventSink events;
  private final Metrics metrics;

  private final NavigableMap<Long, VoteRound> rounds = new TreeMap<>();
  private final NavigableMap<Long, Block> proposals = new TreeMap<>();
  private final NavigableMap<Long, RoundMessage.QuorumCertificate> withoutBlock = new TreeMap<>();
  private final NavigableSet<Long> decided = new TreeSet<>();

  /** Batches that were committed, with their expirations: not to be proposed again. */
  private final Map<Digest, Long> committed = new HashMap<>();

  private final Map<Digest, BatchInfo> certified = new HashMap<>();
  private long round;
  private boolean stopped;

  Ordering(
      PeerId self,
      Committee committee,
      Signer signer,
      Verifier verifier,
      Courier courier,
      Consumer<Message> broadcast,
      Supplier<List<Proof>> proofs,
      Consumer<Block> commit,
      Scheduler scheduler,
      EventSink events,
      Metrics metrics) {
    this.self = self;
    this.committee = committee;
    this.signer = signer;
    this.verifier = verifier;
    this.courier = courier;
    this.broadcast = broadcast;
    this.proofs = proofs;
    this.commit = commit;
    this.scheduler = scheduler;
    this.events = events;
    this.metrics = metrics;
  }

  synchronized void start() {
    begin(1);
  }

  synchronized void stop() {
    stopped = true;
    rounds.values().forEach(VoteRound::stop);
  }

  /** Returns the round that this validator is in. */
  synchronized long round() {
    return round;
  }

  /** A quorum keeps this batch: a leader may propose it. */
  synchronized void certified(BatchInfo info) {
    if (info.expiration() > round) {
      certified.put(info.digest(), info);
    }
  }

  private PeerId leader(long of) {
    return committee.validators().get((int) (of % committee.validators().size()));
  }

  private void begin(long next) {
    if (stopped || next <= round) {
      return;
    }
    round = next;
    forget();
    voteRound(round).start(ROUND_TIMEOUT);
    if (leader(round).equals(self)) {
      scheduler.schedule(BLOCK_INTERVAL, () -> propose(next));
    }
    vote();
  }

  private void forget() {
    NavigableMap<Long, VoteRound> old = rounds.headMap(round - WINDOW, false);
    old.values().forEach(VoteRound::stop);
    old.clear();
    proposals.headMap(round - WINDOW, false).clear();
    withoutBlock.headMap(round - MEMORY, false).clear();
    decided.headSet(round - MEMORY, false).clear();
    committed.values().removeIf(expiration -> expiration <= round);
    certified.values().removeIf(info -> info.expiration() <= round);
  }

  private VoteRound voteRound(long number) {
    return rounds.computeIfAbsent(
        number,
        any ->
            new VoteRound(
                number,
                self,
                committee,
                leader(number + 1),
                signer,
                verifier,
                courier,
                listener(number),
                scheduler,
                events,
                metrics));
  }

  private synchronized void propose(long number) {
    if (stopped || number != round) {
      return;
    }
    List<BatchInfo> batches = new ArrayList<>();
    for (Proof proof : proofs.get()) {
      BatchInfo info = certified.get(proof.info().digest());
      if (info != null && info.expiration() > number && !committed.containsKey(info.digest())) {
        batches.add(info);
      }
    }
    Block block = new Block(number, batches.subList(0, Math.min(batches.size(), MAX_BATCHES)));
    broadcast.accept(new Message.Proposed(block));
    proposed(self, block);
  }

  synchronized void proposed(PeerId from, Block block) {
    if (stopped
        || !from.equals(leader(block.round()))
        || Math.abs(block.round() - round) > WINDOW
        || proposals.putIfAbsent(block.round(), block) != null) {
      return;
    }
    RoundMessage.QuorumCertificate certificate = withoutBlock.get(block.round());
    if (certificate != null && certificate.block().equals(block.digest())) {
      decide(block, certificate);
    }
    vote();
  }

  private void vote() {
    Block block = proposals.get(round);
    if (block != null
        && block.batches().stream().allMatch(info -> info.expiration() > block.round())) {
      voteRound(round).vote(block.digest());
    }
  }

  /**
   * Takes a vote or a certificate.
   *
   * @throws dev.handoff.FrameException if it is none
   */
  void message(Message.Round message) throws dev.handoff.FrameException {
    RoundMessage decoded = RoundCodec.decode(message.encoded());
    VoteRound target;
    synchronized (this) {
      boolean isProof =
          decoded instanceof RoundMessage.QuorumCertificate
              || decoded instanceof RoundMessage.TimeoutCertificate;
      // A proof of a far round is how one that was left behind catches up.
      if (stopped
          || decoded.round() < round - WINDOW
          || (decoded.round() > round + WINDOW
              && !(isProof && decoded.verify(committee, verifier)))) {
        return;
      }
      target = voteRound(decoded.round());
    }
    target.accept(decoded);
  }

  /** Takes a decision that another validator has learned of. */
  void decided(Message.Decided message) {
    RoundMessage.QuorumCertificate certificate = message.certificate();
    synchronized (this) {
      if (stopped || decided.contains(certificate.round())) {
        return;
      }
    }
    if (!certificate.block().equals(message.block().digest())
        || certificate.round() != message.block().round()
        || !certificate.verify(committee, verifier)) {
      metrics.failure("demo", "decision-not-verified");
      return;
    }
    VoteRound target;
    synchronized (this) {
      proposals.put(certificate.round(), message.block());
      decide(message.block(), certificate);
      target = voteRound(certificate.round());
    }
    target.accept(certificate);
  }

  private void decide(Block block, RoundMessage.QuorumCertificate certificate) {
    if (stopped || !decided.add(block.round())) {
      return;
    }
    block.batches().forEach(info -> committed.put(info.digest(), info.expiration()));
    broadcast.accept(new Message.Decided(block, certificate));
    commit.accept(block);
  }

  private RoundListener listener(long number) {
    return new RoundListener() {
      @Override
      public void quorum(RoundMessage.QuorumCertificate certificate) {
        synchronized (Ordering.this) {
          Block block = proposals.get(number);
          if (block != null && block.digest().equals(certificate.block())) {
            decide(block, certificate);
          } else if (!decided.contains(number)) {
            withoutBlock.put(number, certificate);
          }
          begin(number + 1);
        }
      }

      @Override
      public void endedByTimeouts(RoundMessage.TimeoutCertificate certificate) {
        synchronized (Ordering.this) {
          metrics.failure("demo", "round-ended-by-timeouts");
          begin(number + 1);
        }
      }

      @Override
      public void equivocation(Equivocation proof) {
        metrics.failure("demo", "equivocation");
      }
    };
  }
}
