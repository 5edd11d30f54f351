package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.FrameException;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Scheduler;
import dev.handoff.delivery.RoundMessage.QuorumCertificate;
import dev.handoff.delivery.RoundMessage.Timeout;
import dev.handoff.delivery.RoundMessage.TimeoutCertificate;
import dev.handoff.delivery.RoundMessage.Vote;
import dev.handoff.trace.EventSink;
import java.time.Duration;
import java.util.Optional;

/**
 * A correct validator of a {@link VoteQuorumSubject}: its round, and what came out of it besides
 * votes. Signatures are a number made of the name and the text.
 */
final class VoteNode implements RoundListener, Scheduler {
  static final long ROUND = 5;
  static final Digest A = Digest.of(Bytes.utf8("A"));
  private static final Digest B = Digest.of(Bytes.utf8("B"));
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final VoteRound round;
  private Optional<Runnable> timer = Optional.empty();
  private Optional<Timeout> timeout = Optional.empty();
  private Optional<TimeoutCertificate> certificate = Optional.empty();
  private Optional<Verdict> verdict = Optional.empty();

  /** Empty if a step was taken since it was read. */
  private Optional<VoteRound.State> state = Optional.empty();

  VoteNode(PeerId self, Committee committee, PeerId leader, Courier courier) {
    round =
        new VoteRound(
            ROUND,
            self,
            committee,
            leader,
            text -> sign(self, text),
            (signer, text, signature) -> signature.equals(sign(signer, text)),
            courier,
            this,
            this,
            EventSink.NONE,
            Metrics.NONE);
  }

  static Bytes sign(PeerId signer, Bytes text) {
    return Bytes.of(31L * text.hashCode() + Names.number(signer));
  }

  static Digest block(String name) {
    return name.equals("A") ? A : B;
  }

  static RoundMessage decode(Bytes message) {
    try {
      return RoundCodec.decode(message);
    } catch (FrameException e) {
      throw new AssertionError(e);
    }
  }

  VoteRound round() {
    return round;
  }

  /** Returns the round, for a step of it. */
  VoteRound touch() {
    state = Optional.empty();
    return round;
  }

  VoteRound.State state() {
    if (state.isEmpty()) {
      state = Optional.of(round.state());
    }
    return state.get();
  }

  // Votes.

  void receive(Bytes message) {
    receive((Vote) decode(message));
  }

  void receive(Vote vote) {
    verdict = Optional.of(touch().receive(vote));
  }

  /** Returns whether the last vote changed anything. */
  boolean isMoved() {
    return verdict
        .filter(made -> made == Verdict.COUNTED || made == Verdict.EQUIVOCATION)
        .isPresent();
  }

  /** Checks what was made of the last vote. */
  void requireVerdict(Verdict expected) {
    if (!verdict.equals(Optional.of(expected))) {
      throw new AssertionError("%s, not %s".formatted(verdict, expected));
    }
  }

  // Timeouts.

  void start() {
    round.start(TIMEOUT);
  }

  /** The timer goes off. */
  void expire() {
    touch();
    Runnable task = timer.orElseThrow(() -> new AssertionError("the timer does not run"));
    timer = Optional.empty();
    task.run();
  }

  /** Takes what was offered to the others. */
  void cast(Timeout own) {
    timeout = Optional.of(own);
  }

  Optional<Timeout> timeout() {
    return timeout;
  }

  /** The proof of this validator that the round was ended by timeouts, if it has one. */
  Optional<TimeoutCertificate> certificate() {
    return certificate;
  }

  @Override
  public void endedByTimeouts(TimeoutCertificate proof) {
    certificate = Optional.of(proof);
  }

  @Override
  public void quorum(QuorumCertificate formed) {}

  @Override
  public void equivocation(Equivocation proof) {}

  @Override
  public void execute(Runnable task) {
    throw new AssertionError("a round has no tasks but its timer");
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    timer = Optional.of(task);
    return () -> timer = Optional.empty();
  }
}
