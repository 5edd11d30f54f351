package dev.handoff.delivery;

import static dev.handoff.lincheck.Interleavings.thread;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.delivery.RoundMessage.QuorumCertificate;
import dev.handoff.delivery.RoundMessage.Timeout;
import dev.handoff.delivery.RoundMessage.TimeoutCertificate;
import dev.handoff.delivery.RoundMessage.Vote;
import dev.handoff.lincheck.Interleavings;
import dev.handoff.lincheck.TasksByHand;
import dev.handoff.seeded.Weakened;
import dev.handoff.trace.EventSink;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * A {@link VoteRound} is two sets of voters, and an end: {@code vote}, {@code receive} and {@code
 * timeOut} are the actions {@code VoteQuorum!Vote}, {@code Receive} and {@code TimeOut} (of another
 * validator), each with the {@code FormQuorum} or {@code EndByTimeouts} that may follow.
 *
 * <p>The linearization point of each is its section under the guard. A quorum is formed in a
 * section of its own, behind that in which the vote was counted; so what was told is asked last.
 */
@Weakened({
  "delivery/votes-in-two-sections",
  "delivery/forms-quorum-in-two-sections",
  "delivery/timeouts-seen-without-the-guard"
})
@Param(name = "block", gen = IntGen.class, conf = "0:1")
@Param(name = "voter", gen = IntGen.class, conf = "1:3")
public final class VoteRoundLincheckTest {
  private static final List<Digest> BLOCKS =
      List.of(Digest.of(Bytes.utf8("one")), Digest.of(Bytes.utf8("two")));
  private static final List<PeerId> VALIDATORS =
      Stream.of("v0", "v1", "v2", "v3").map(PeerId::new).toList();
  private static final int QUORUM = 3;

  private final AtomicInteger signatures = new AtomicInteger();
  private final AtomicInteger quorums = new AtomicInteger();
  private final AtomicInteger ends = new AtomicInteger();
  private final VoteRound round =
      new VoteRound(
          1,
          VALIDATORS.get(0),
          new Committee(VALIDATORS),
          VALIDATORS.get(0),
          this::sign,
          (signer, message, signature) -> true,
          (to, message) -> Receipt.refused(Reason.FULL),
          new Listener(),
          new TasksByHand(),
          EventSink.NONE,
          Metrics.NONE);

  private final class Listener implements RoundListener {
    @Override
    public void quorum(QuorumCertificate certificate) {
      quorums.incrementAndGet();
    }

    @Override
    public void endedByTimeouts(TimeoutCertificate certificate) {
      ends.incrementAndGet();
    }

    @Override
    public void equivocation(Equivocation proof) {}
  }

  private Bytes sign(Bytes message) {
    signatures.incrementAndGet();
    return Bytes.EMPTY;
  }

  /** The action Vote: returns whether this validator votes. */
  @Operation
  public boolean vote(int block) {
    return round.vote(BLOCKS.get(block)).isPresent();
  }

  /** The actions Receive and FormQuorum. */
  @Operation
  public String receive(int voter) {
    return round.accept(new Vote(1, BLOCKS.get(0), VALIDATORS.get(voter), Bytes.EMPTY)).name();
  }

  /** The same, for who does not ask whether the quorum was there first. */
  @Operation
  public void bring(int voter) {
    var unused = receive(voter);
  }

  /** The actions TimeOut of another validator, and EndByTimeouts. */
  @Operation
  public String timeOut(int voter) {
    return round.accept(new Timeout(1, VALIDATORS.get(voter), Bytes.EMPTY)).name();
  }

  /** How often this validator signed, held a quorum, and ended the round. */
  @Operation
  public String told() {
    return "%d %d %d".formatted(signatures.get(), quorums.get(), ends.get());
  }

  /** A round of four validators. */
  public static final class Specification {
    private final Set<Integer> votes = new HashSet<>();
    private final Set<Integer> timeouts = new HashSet<>();
    private boolean voted;
    private int quorums;
    private int ends;

    public boolean vote(int block) {
      boolean enabled = !voted && quorums == 0 && ends == 0;
      voted |= enabled;
      if (enabled && block == 0) {
        count(0);
      }
      return enabled;
    }

    public String receive(int voter) {
      if (quorums > 0) {
        return "TOO_LATE";
      }
      return count(voter);
    }

    public void bring(int voter) {
      var unused = receive(voter);
    }

    private String count(int voter) {
      boolean isNew = votes.add(voter);
      quorums = votes.size() >= QUORUM ? 1 : 0;
      return isNew ? "COUNTED" : "DUPLICATE";
    }

    public String timeOut(int voter) {
      if (quorums + ends > 0) {
        return "TOO_LATE";
      }
      boolean isNew = timeouts.add(voter);
      ends = timeouts.size() >= QUORUM ? 1 : 0;
      return isNew ? "COUNTED" : "DUPLICATE";
    }

    public String told() {
      return "%d %d %d".formatted(voted ? 1 : 0, quorums, ends);
    }
  }

  @Test
  void oneVoteOfEachValidator() {
    Interleavings.of(VoteRoundLincheckTest.class, Specification.class)
        .scenario(thread(), thread("vote 0"), thread("vote 1"), thread("told"))
        .check();
  }

  @Test
  void oneQuorum() {
    Interleavings.of(VoteRoundLincheckTest.class, Specification.class)
        .scenario(
            thread("vote 0"), thread("receive 1"), thread("receive 2"), thread("receive 3", "told"))
        .scenario(thread("vote 0", "bring 1"), thread("bring 2"), thread("bring 3"), thread("told"))
        .check();
  }

  @Test
  void eachTimeoutCountsOnce() {
    Interleavings.of(VoteRoundLincheckTest.class, Specification.class)
        .scenario(thread(), thread("timeOut 1"), thread("timeOut 1"), thread("timeOut 2", "told"))
        .check();
  }
}
