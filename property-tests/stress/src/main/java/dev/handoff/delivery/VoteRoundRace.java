package dev.handoff.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Fate;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import dev.handoff.seeded.Weakened;
import dev.handoff.stress.CallersThread;
import dev.handoff.trace.EventSink;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A validator votes, and hears the votes of the others, on any thread. It signs one vote of a
 * round, holds one quorum, and misses nobody who wants to end the round.
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * delivery.VoteRoundRace.Idea  12,569  {1=12569}
 * delivery.VoteRoundRace.TwoQuorums  8,729  {1, 1=8729}
 * delivery.VoteRoundRace.TwoTimeouts  8,729  {1=8729}
 * delivery.VoteRoundRace.TwoVotes  8,729  {0, 1=1600, 1, 0=7129}
 *
 * weakened by delivery/forms-quorum-in-two-sections:
 * TwoQuorums  8,473
 *   FORBIDDEN: {2, 2=18}
 * </pre>
 */
public final class VoteRoundRace {
  /** 3f+1 of them: four faulty ones are borne, and nine are a quorum. */
  private static final List<PeerId> VALIDATORS =
      IntStream.rangeClosed(1, 13).mapToObj(number -> new PeerId("v" + number)).toList();

  private static final int QUORUM = 9;
  private static final PeerId SELF = VALIDATORS.get(0);
  private static final Digest BLOCK = Digest.of(Bytes.of(1));
  private static final Digest ANOTHER = Digest.of(Bytes.of(2));

  private VoteRoundRace() {}

  private static VoteRound round(RoundListener listener) {
    return new VoteRound(
        1,
        SELF,
        new Committee(VALIDATORS),
        SELF,
        message -> message,
        (signer, message, signature) -> true,
        (to, message) -> Receipt.of(Fate.DELIVERED),
        listener,
        CallersThread.INSTANCE,
        EventSink.NONE,
        Metrics.NONE);
  }

  private static RoundMessage.Vote vote(PeerId voter) {
    return new RoundMessage.Vote(1, BLOCK, voter, Bytes.EMPTY);
  }

  /** Counts how often the round ended, in one way or the other. */
  private static final class Ends implements RoundListener {
    final AtomicInteger quorums = new AtomicInteger();
    final AtomicInteger timeouts = new AtomicInteger();

    @Override
    public void quorum(RoundMessage.QuorumCertificate certificate) {
      quorums.getAndIncrement();
    }

    @Override
    public void endedByTimeouts(RoundMessage.TimeoutCertificate certificate) {
      timeouts.getAndIncrement();
    }

    @Override
    public void equivocation(Equivocation proof) {}
  }

  /** The idea alone: who brings the last vote ends the round. */
  @JCStressTest
  @Description("Two votes are there of three; two threads bring one each, and look how many.")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "One has brought the third, and ends the round.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Both think so, or none. To count and to see the count is one step: the counts differ, and "
              + "one of them is three.")
  @State
  public static class Idea {
    private final AtomicInteger votes = new AtomicInteger(2);
    private final AtomicInteger ends = new AtomicInteger();

    private void vote() {
      if (votes.incrementAndGet() == 3) {
        ends.getAndIncrement();
      }
    }

    @Actor
    public void one() {
      vote();
    }

    @Actor
    public void other() {
      vote();
    }

    @Arbiter
    public void ends(I_Result result) {
      result.r1 = ends.get();
    }
  }

  /** The shipped class: one vote of each round. */
  @JCStressTest
  @Description("Two threads vote, for different blocks.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The first has voted, the other was too late.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The other has voted.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A correct validator has signed two votes of one round (QuorumForms counts on one each): "
              + "whoever has both can prove it faulty. It signs in the section that asks whether it "
              + "has voted.")
  @State
  @Weakened("delivery/votes-in-two-sections")
  public static class TwoVotes {
    private final VoteRound round = round(new Ends());

    @Actor
    public void one(II_Result result) {
      result.r1 = round.castVote(BLOCK).isPresent() ? 1 : 0;
    }

    @Actor
    public void other(II_Result result) {
      result.r2 = round.castVote(ANOTHER).isPresent() ? 1 : 0;
    }
  }

  /** The shipped class: one quorum of each round. */
  @JCStressTest
  @Description("A quorum of votes is counted; two threads form the quorum.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "One has formed it, and the listener is told.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "Both have formed it, and the listener is told twice; or none (QuorumForms). The votes are "
              + "counted in the section that holds the quorum, and are gone after it.")
  @State
  @Weakened("delivery/forms-quorum-in-two-sections")
  public static class TwoQuorums {
    private final Ends ends = new Ends();
    private final VoteRound round = round(ends);
    private final AtomicInteger formed = new AtomicInteger();

    /** As many others have voted as make a quorum. */
    public TwoQuorums() {
      VALIDATORS.subList(1, QUORUM + 1).forEach(voter -> round.receive(vote(voter)));
    }

    private void form() {
      if (round.formQuorum()) {
        formed.getAndIncrement();
      }
    }

    @Actor
    public void one() {
      form();
    }

    @Actor
    public void other() {
      form();
    }

    @Arbiter
    public void told(II_Result result) {
      result.r1 = formed.get();
      result.r2 = ends.quorums.get();
    }
  }

  /** The shipped class: nobody who wants to end the round is overlooked. */
  @JCStressTest
  @Description("This validator has timed out; two threads bring the timeouts of four others each.")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "The round has ended, once.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "A timeout was lost, or its count, and the round that a quorum wanted to end goes on "
              + "(RoundEnds). To add to a map that is not made for threads takes the guard.")
  @State
  @Weakened("delivery/timeouts-seen-without-the-guard")
  public static class TwoTimeouts {
    private static final List<PeerId> EVEN = List.of(v(2), v(4), v(6), v(8));
    private static final List<PeerId> ODD = List.of(v(3), v(5), v(7), v(9));

    private final Ends ends = new Ends();
    private final VoteRound round = round(ends);

    /** This validator has timed out. */
    public TwoTimeouts() {
      round.timeOut();
    }

    private static PeerId v(int number) {
      return VALIDATORS.get(number - 1);
    }

    private void accept(List<PeerId> voters) {
      try {
        for (PeerId voter : voters) {
          round.accept(new RoundMessage.Timeout(1, voter, Bytes.EMPTY));
        }
      } catch (RuntimeException e) {
        // What a map throws that two have written to is an outcome as well.
        ends.timeouts.set(-1);
      }
    }

    @Actor
    public void one() {
      accept(EVEN);
    }

    @Actor
    public void other() {
      accept(ODD);
    }

    @Arbiter
    public void ended(I_Result result) {
      result.r1 = ends.timeouts.get();
    }
  }
}
