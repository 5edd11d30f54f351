package dev.handoff.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Promise;
import dev.handoff.Verifier;
import dev.handoff.delivery.RoundMessage.QuorumCertificate;
import dev.handoff.delivery.RoundMessage.TimeoutCertificate;
import dev.handoff.delivery.RoundMessage.Vote;
import dev.handoff.trace.EventSink;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** The arithmetic of quorums, whoever votes, as often as they like, in any order. */
class QuorumTest {
  private static final Verifier VERIFIER =
      (signer, text, signature) -> signature.equals(VoteNode.sign(signer, text));

  /** Tells nobody. */
  private static final RoundListener NOBODY =
      new RoundListener() {
        @Override
        public void quorum(QuorumCertificate certificate) {}

        @Override
        public void endedByTimeouts(TimeoutCertificate certificate) {}

        @Override
        public void equivocation(Equivocation proof) {
          assertThat(proof.first().voter()).isEqualTo(proof.second().voter());
        }
      };

  /** A vote that arrives. */
  record Arrival(int voter, String block) {}

  /** A committee, and the votes that arrive at two of its collectors. */
  record Election(int faults, List<Arrival> here, List<Arrival> there) {
    Committee committee() {
      return new Committee(Names.peers(3 * faults + 1));
    }
  }

  private static VoteRound collector(Committee committee) {
    PeerId self = Names.peer(1);
    return new VoteRound(
        VoteNode.ROUND,
        self,
        committee,
        self,
        text -> VoteNode.sign(self, text),
        VERIFIER,
        (to, message) -> new Promise().receipt(),
        NOBODY,
        Idle.SCHEDULER,
        EventSink.NONE,
        Metrics.NONE);
  }

  private static Vote vote(Arrival arrival) {
    PeerId voter = Names.peer(arrival.voter());
    Digest block = VoteNode.block(arrival.block());
    Bytes signature = VoteNode.sign(voter, Vote.text(VoteNode.ROUND, block));
    return new Vote(VoteNode.ROUND, block, voter, signature);
  }

  @Provide
  Arbitrary<Election> elections() {
    return Arbitraries.integers()
        .between(1, 5)
        .flatMap(
            faults ->
                Combinators.combine(votes(faults), votes(faults))
                    .as((here, there) -> new Election(faults, here, there)));
  }

  private static Arbitrary<List<Arrival>> votes(int faults) {
    Arbitrary<String> block = Arbitraries.frequency(Tuple.of(6, "A"), Tuple.of(1, "B"));
    return Combinators.combine(Arbitraries.integers().between(1, 3 * faults + 1), block)
        .as(Arrival::new)
        .list()
        .ofMaxSize(8 * faults);
  }

  /** Counting with a map and a set, as one would on paper. */
  @Property
  void eachVoterCountsOnceUntilTwoFPlusOneAgree(@ForAll("elections") Election election) {
    Committee committee = election.committee();
    VoteRound collector = collector(committee);
    Map<Integer, String> first = new HashMap<>();
    Set<Integer> exposed = new HashSet<>();
    Optional<String> winner = Optional.empty();
    for (Arrival arrival : election.here()) {
      Verdict expected;
      if (winner.isPresent()) {
        expected = Verdict.TOO_LATE;
      } else if (exposed.contains(arrival.voter())) {
        expected = Verdict.EXPOSED;
      } else if (!first.containsKey(arrival.voter())) {
        first.put(arrival.voter(), arrival.block());
        expected = Verdict.COUNTED;
      } else if (arrival.block().equals(first.get(arrival.voter()))) {
        expected = Verdict.DUPLICATE;
      } else {
        first.remove(arrival.voter());
        exposed.add(arrival.voter());
        expected = Verdict.EQUIVOCATION;
      }
      if (first.values().stream().filter(arrival.block()::equals).count()
          >= 2L * election.faults() + 1) {
        winner = Optional.of(arrival.block());
      }
      assertThat(collector.accept(vote(arrival))).isEqualTo(expected);
    }
    assertThat(collector.quorum().map(QuorumCertificate::block))
        .isEqualTo(winner.map(VoteNode::block));
    collector
        .quorum()
        .ifPresent(certificate -> assertThat(certificate.verify(committee, VERIFIER)).isTrue());
  }

  /** Only who votes for two blocks, here or there, can make quorums of two blocks. */
  @Property
  void quorumsOfTwoBlocksShareMoreVotersThanMayBeFaulty(@ForAll("elections") Election election) {
    VoteRound here = collector(election.committee());
    VoteRound there = collector(election.committee());
    election.here().forEach(arrival -> here.accept(vote(arrival)));
    // The other collector gets what would make the other block win.
    election
        .there()
        .forEach(
            arrival ->
                there.accept(
                    vote(new Arrival(arrival.voter(), arrival.block().equals("A") ? "B" : "A"))));
    if (here.quorum().isPresent() && there.quorum().isPresent()) {
      QuorumCertificate one = here.quorum().get();
      QuorumCertificate other = there.quorum().get();
      if (!one.block().equals(other.block())) {
        Set<PeerId> both = new HashSet<>(one.signatures().keySet());
        both.retainAll(other.signatures().keySet());
        assertThat(both).hasSizeGreaterThan(election.faults());
      }
    }
  }

  @Property
  void correctValidatorsAreAQuorumAndFaultyOnesNeverAre(@ForAll @IntRange(max = 30) int faults) {
    Committee committee = new Committee(Names.peers(3 * faults + 1));
    int size = committee.validators().size();
    assertThat(committee.faults()).isEqualTo(faults);
    assertThat(committee.quorum()).isLessThanOrEqualTo(size - faults).isGreaterThan(faults);
    assertThat(2 * committee.quorum() - size).as("what two quorums share").isGreaterThan(faults);
    for (PeerId leader : committee.validators()) {
      assertThat(committee.collectors(leader))
          .startsWith(leader)
          .doesNotHaveDuplicates()
          .hasSize(faults + 1);
    }
  }

  @Property
  void certificateOfFewerThanAQuorumProvesNothing(
      @ForAll @IntRange(min = 1, max = 10) int faults, @ForAll @IntRange(max = 31) int voters) {
    Committee committee = new Committee(Names.peers(3 * faults + 1));
    Map<PeerId, Bytes> signatures = new HashMap<>();
    for (int voter = 1; voter <= voters; voter++) {
      Vote vote = vote(new Arrival(voter, "A"));
      signatures.put(vote.voter(), vote.signature());
    }
    QuorumCertificate certificate =
        new QuorumCertificate(VoteNode.ROUND, VoteNode.A, new TreeMap<>(signatures));
    assertThat(certificate.verify(committee, VERIFIER))
        .isEqualTo(voters >= 2 * faults + 1 && voters <= 3 * faults + 1);
  }
}
