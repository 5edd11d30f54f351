package dev.handoff.delivery;

import static dev.handoff.delivery.RoundCodecTest.quorum;
import static dev.handoff.delivery.RoundCodecTest.sign;
import static dev.handoff.delivery.RoundCodecTest.timeout;
import static dev.handoff.delivery.RoundCodecTest.timeouts;
import static dev.handoff.delivery.RoundCodecTest.vote;
import static dev.handoff.delivery.SettingsTest.committee;
import static dev.handoff.delivery.SettingsTest.validator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Fate;
import dev.handoff.FrameException;
import dev.handoff.PeerId;
import dev.handoff.Promise;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.delivery.RoundMessage.QuorumCertificate;
import dev.handoff.delivery.RoundMessage.TimeoutCertificate;
import dev.handoff.delivery.RoundMessage.Vote;
import dev.handoff.delivery.VoteRound.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One validator's round: each action, what it tells, and what it sends. */
class VoteRoundTest {
  private static final Digest BLOCK = Digest.of(Bytes.utf8("block"));
  private static final Digest OTHER = Digest.of(Bytes.utf8("other"));

  private final Rig rig = new Rig();
  private final List<String> told = new ArrayList<>();
  private final List<String> sent = new ArrayList<>();
  private final List<Promise> promises = new ArrayList<>();
  private final List<Equivocation> proofs = new ArrayList<>();
  private boolean refusing;
  private final VoteRound collector = round(2);

  private final RoundListener listener =
      new RoundListener() {
        @Override
        public void quorum(QuorumCertificate certificate) {
          told.add("quorum " + certificate.signatures().keySet());
        }

        @Override
        public void endedByTimeouts(TimeoutCertificate certificate) {
          told.add("timeouts " + certificate.signatures().keySet());
        }

        @Override
        public void equivocation(Equivocation proof) {
          proofs.add(proof);
        }
      };

  /** Of four validators; votes go to v2 and v3. */
  private VoteRound round(int self) {
    return new VoteRound(
        5,
        validator(self),
        committee(4),
        validator(2),
        text -> sign(validator(self), text),
        (signer, text, signature) -> signature.equals(sign(signer, text)),
        this::courier,
        new Deferred(),
        rig.scheduler,
        rig.events,
        rig.metrics);
  }

  /** Of one validator, whose own vote is a quorum. */
  private VoteRound alone() {
    return new VoteRound(
        5,
        validator(1),
        committee(1),
        validator(1),
        text -> sign(validator(1), text),
        (signer, text, signature) -> signature.equals(sign(signer, text)),
        this::courier,
        listener,
        rig.scheduler,
        rig.events,
        rig.metrics);
  }

  /** The listener field is not there yet when the first round is made. */
  private final class Deferred implements RoundListener {
    @Override
    public void quorum(QuorumCertificate certificate) {
      listener.quorum(certificate);
    }

    @Override
    public void endedByTimeouts(TimeoutCertificate certificate) {
      listener.endedByTimeouts(certificate);
    }

    @Override
    public void equivocation(Equivocation proof) {
      listener.equivocation(proof);
    }
  }

  private Receipt courier(PeerId to, Bytes message) {
    if (refusing) {
      sent.add("refused " + to);
      return Receipt.refused(Reason.FULL);
    }
    try {
      sent.add(RoundCodec.decode(message).getClass().getSimpleName() + " to " + to);
    } catch (FrameException e) {
      throw new AssertionError(e);
    }
    Promise promise = new Promise();
    promises.add(promise);
    return promise.receipt();
  }

  @Test
  void validatorMustBeOfTheCommittee() {
    assertThatThrownBy(() -> round(5)).hasMessageContaining("v5");
  }

  // Vote

  @Test
  void voteGoesToTheCollectorsAndACollectorCountsItsOwn() {
    assertThat(collector.vote(BLOCK))
        .get()
        .satisfies(receipts -> assertThat(receipts.keySet()).containsExactly(validator(3)));
    assertThat(sent).containsExactly("Vote to v3");
    assertThat(collector.state().counted()).containsExactly(Map.entry(validator(2), BLOCK));
    assertThat(collector.state().voted()).isTrue();
    VoteRound voter = round(1);
    assertThat(voter.vote(BLOCK))
        .get()
        .satisfies(
            receipts -> assertThat(receipts.keySet()).containsExactly(validator(2), validator(3)));
    assertThat(voter.state().counted()).isEmpty();
    assertThat(rig.events.events()).containsExactly("VoteQuorum!Vote(2)", "VoteQuorum!Vote(1)");
  }

  @Test
  void validatorVotesOnceAndNotAfterItVotedToEndTheRound() {
    collector.vote(BLOCK);
    assertThat(collector.vote(OTHER)).isEmpty();
    VoteRound late = round(1);
    late.timeOut();
    assertThat(late.vote(BLOCK)).isEmpty();
    VoteRound over = round(3);
    over.learnQuorum(quorum(1, 2, 4));
    assertThat(over.vote(BLOCK)).isEmpty();
    assertThat(sent).containsExactly("Vote to v3");
  }

  @Test
  void ownVoteMayBeTheOneThatCompletesTheQuorum() {
    collector.accept(vote(1, BLOCK));
    collector.accept(vote(4, BLOCK));
    collector.vote(BLOCK);
    assertThat(told).containsExactly("quorum [v1, v2, v4]");
  }

  // Receive, VoteByzantine, FormQuorum

  @Test
  void votesAreCountedOnceForEachVoterUntilTheyAreAQuorum() {
    assertThat(collector.accept(vote(1, BLOCK))).isEqualTo(Verdict.COUNTED);
    assertThat(collector.accept(vote(1, BLOCK))).isEqualTo(Verdict.DUPLICATE);
    assertThat(collector.accept(vote(3, OTHER))).isEqualTo(Verdict.COUNTED);
    assertThat(collector.accept(vote(4, BLOCK))).isEqualTo(Verdict.COUNTED);
    assertThat(collector.formQuorum()).isFalse();
    assertThat(collector.quorum()).isEmpty();
    collector.vote(BLOCK);
    assertThat(collector.accept(vote(3, BLOCK))).isEqualTo(Verdict.TOO_LATE);
    assertThat(collector.quorum())
        .get()
        .satisfies(
            certificate ->
                assertThat(
                        certificate.verify(
                            committee(4),
                            (signer, text, signature) -> signature.equals(sign(signer, text))))
                    .isTrue());
    assertThat(collector.state())
        .isEqualTo(new VoteRound.State(true, Map.of(), Set.of(), true, Phase.OVER));
    assertThat(rig.events.events())
        .containsExactly(
            "VoteQuorum!Receive(1, 2)",
            "VoteQuorum!Receive(3, 2)",
            "VoteQuorum!Receive(4, 2)",
            "VoteQuorum!Vote(2)",
            "VoteQuorum!FormQuorum(2)");
  }

  @Test
  void voterOfTwoBlocksIsReportedAndNeitherVoteCounts() {
    collector.accept(vote(1, BLOCK));
    collector.accept(vote(3, BLOCK));
    assertThat(collector.accept(vote(1, OTHER))).isEqualTo(Verdict.EQUIVOCATION);
    assertThat(proofs).containsExactly(new Equivocation(vote(1, BLOCK), vote(1, OTHER)));
    assertThat(collector.accept(vote(1, BLOCK))).isEqualTo(Verdict.EXPOSED);
    assertThat(collector.state().exposed()).containsExactly(validator(1));
    collector.vote(BLOCK);
    assertThat(told).as("v2 and v3 are two of three").isEmpty();
    collector.accept(vote(4, BLOCK));
    assertThat(told).containsExactly("quorum [v2, v3, v4]");
    assertThat(collector.state().exposed()).as("the round is over").isEmpty();
    assertThat(proofs).hasSize(1);
    assertThat(rig.failures()).containsEntry("equivocation", 1L);
    assertThat(rig.events.events())
        .contains("VoteQuorum!VoteByzantine(1, %s, 2)".formatted(OTHER.bytes().hex()));
  }

  @Test
  void votesOfOtherRoundsAndForgedOnesAreRejectedAndCounted() {
    Vote sixth = new Vote(6, BLOCK, validator(1), sign(validator(1), Vote.text(6, BLOCK)));
    assertThat(collector.accept(sixth)).isEqualTo(Verdict.OTHER_ROUND);
    Vote forged = new Vote(5, BLOCK, validator(1), Bytes.EMPTY);
    assertThat(collector.accept(forged)).isEqualTo(Verdict.NOT_VERIFIED);
    assertThat(collector.accept(vote(5, BLOCK))).isEqualTo(Verdict.NOT_VERIFIED);
    assertThat(collector.state().counted()).isEmpty();
    assertThat(rig.failures()).isEqualTo(Map.of("other-round", 1L, "not-verified", 2L));
  }

  @Test
  void quorumIsFormedOnce() {
    VoteRound alone = alone();
    assertThat(alone.formQuorum()).isFalse();
    assertThat(alone.castVote(BLOCK)).isPresent();
    assertThat(alone.formQuorum()).isTrue();
    assertThat(alone.formQuorum()).isFalse();
    assertThat(told).containsExactly("quorum [v1]");
  }

  // LearnQuorum

  @Test
  void quorumOfAnotherIsHeldIfItIsOne() {
    assertThat(collector.accept(quorum(1, 3))).isEqualTo(Verdict.NOT_VERIFIED);
    assertThat(collector.accept(quorum(1, 3, 4))).isEqualTo(Verdict.COUNTED);
    assertThat(collector.accept(quorum(1, 2, 4))).isEqualTo(Verdict.TOO_LATE);
    assertThat(told).containsExactly("quorum [v1, v3, v4]");
    assertThat(rig.events.events()).containsExactly("VoteQuorum!LearnQuorum(2)");
  }

  // TimeOut, EndByTimeouts

  @Test
  void roundEndsWhenAQuorumHasVotedForThatAndVotesAreCountedAllTheSame() {
    assertThat(collector.timeOut()).isTrue();
    assertThat(collector.timeOut()).isFalse();
    assertThat(collector.state().phase()).isEqualTo(Phase.TIMED_OUT);
    assertThat(collector.accept(timeout(1))).isEqualTo(Verdict.COUNTED);
    assertThat(collector.accept(timeout(1))).isEqualTo(Verdict.DUPLICATE);
    assertThat(collector.endByTimeouts()).isFalse();
    assertThat(collector.accept(timeout(4))).isEqualTo(Verdict.COUNTED);
    assertThat(told).containsExactly("timeouts [v1, v2, v4]");
    assertThat(collector.accept(timeout(3))).isEqualTo(Verdict.TOO_LATE);
    assertThat(collector.endByTimeouts()).isFalse();
    assertThat(collector.timeOut()).isFalse();
    for (int voter : new int[] {1, 3, 4}) {
      assertThat(collector.accept(vote(voter, BLOCK))).isEqualTo(Verdict.COUNTED);
    }
    assertThat(told).containsExactly("timeouts [v1, v2, v4]", "quorum [v1, v3, v4]");
    assertThat(rig.events.events())
        .startsWith("VoteQuorum!TimeOut(2)", "VoteQuorum!EndByTimeouts(2)");
  }

  @Test
  void roundEndsOnceAndItsTimerWithIt() {
    VoteRound alone = alone();
    alone.start(Duration.ofSeconds(1));
    assertThat(alone.endByTimeouts()).isFalse();
    assertThat(alone.timeOut()).isTrue();
    assertThat(rig.scheduler.timerCount()).isOne();
    assertThat(alone.endByTimeouts()).isTrue();
    assertThat(rig.scheduler.timerCount()).isZero();
    assertThat(alone.endByTimeouts()).isFalse();
    assertThat(told).containsExactly("timeouts [v1]");
  }

  @Test
  void roundEndsWhenAnotherShowsTheCertificate() {
    assertThat(collector.accept(timeouts(1, 3))).isEqualTo(Verdict.NOT_VERIFIED);
    assertThat(collector.accept(timeouts(1, 3, 4))).isEqualTo(Verdict.COUNTED);
    assertThat(told).containsExactly("timeouts [v1, v3, v4]");
  }

  @Test
  void quorumIsLearnedThoughTheRoundWasEndedByTimeouts() {
    collector.accept(timeouts(1, 3, 4));
    assertThat(collector.state().phase()).isEqualTo(Phase.OVER);
    assertThat(collector.accept(quorum(1, 3, 4))).isEqualTo(Verdict.COUNTED);
    assertThat(collector.quorum()).contains(quorum(1, 3, 4));
    assertThat(told).containsExactly("timeouts [v1, v3, v4]", "quorum [v1, v3, v4]");
  }

  // The timer

  @Test
  void timerSendsTheTimeoutOnceToEachAndAgainToThoseThatRefusedIt() {
    collector.start(Duration.ofSeconds(1));
    refusing = true;
    rig.scheduler.advance(Duration.ofSeconds(1));
    assertThat(sent).containsExactly("refused v1", "refused v3", "refused v4");
    refusing = false;
    sent.clear();
    rig.scheduler.advance(Duration.ofSeconds(1));
    assertThat(sent).containsExactly("Timeout to v1", "Timeout to v3", "Timeout to v4");
    sent.clear();
    promises.get(0).settle(Fate.DELIVERED).run();
    promises.get(1).settle(Rig.GIVEN_UP).run();
    rig.scheduler.advance(Duration.ofSeconds(1));
    assertThat(sent)
        .as("v1 has it, and the session still owes it to v4")
        .containsExactly("Timeout to v3");
  }

  @Test
  void timerOffersARefusedVoteAgainUntilThereIsAQuorum() {
    refusing = true;
    VoteRound voter = round(1);
    voter.vote(BLOCK);
    refusing = false;
    sent.clear();
    voter.start(Duration.ofSeconds(1));
    rig.scheduler.advance(Duration.ofSeconds(1));
    assertThat(sent).contains("Vote to v2", "Vote to v3");
    sent.clear();
    promises.forEach(promise -> promise.settle(Rig.GIVEN_UP).run());
    voter.accept(quorum(2, 3, 4));
    rig.scheduler.advance(Duration.ofSeconds(5));
    assertThat(sent).isEmpty();
    assertThat(rig.scheduler.timerCount()).isZero();
  }

  @Test
  void timerThatExpiresAsTheQuorumComesOffersNothing() {
    VoteRound alone = alone();
    alone.vote(BLOCK);
    alone.start(Duration.ofSeconds(1));
    rig.scheduler.advance(Duration.ofSeconds(3));
    assertThat(told).containsExactly("quorum [v1]");
    assertThat(sent).isEmpty();
    assertThat(rig.events.events()).doesNotContain("VoteQuorum!TimeOut(1)");
  }

  @Test
  void roundThatIsStartedAgainHasOneTimer() {
    collector.start(Duration.ofSeconds(1));
    collector.start(Duration.ofSeconds(3));
    rig.scheduler.advance(Duration.ofSeconds(2));
    assertThat(collector.state().phase()).isEqualTo(Phase.VOTING);
    collector.stop();
    rig.scheduler.advance(Duration.ofSeconds(5));
    assertThat(collector.state().phase()).isEqualTo(Phase.VOTING);
    assertThat(rig.scheduler.timerCount()).isZero();
  }

  @Test
  void stoppedRoundHasNoTimerButCounts() {
    collector.start(Duration.ofSeconds(1));
    collector.stop();
    collector.start(Duration.ofSeconds(1));
    rig.scheduler.advance(Duration.ofSeconds(5));
    assertThat(collector.state().phase()).isEqualTo(Phase.VOTING);
    assertThat(collector.accept(vote(1, BLOCK))).isEqualTo(Verdict.COUNTED);
  }
}
