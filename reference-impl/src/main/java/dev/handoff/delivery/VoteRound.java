package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Guard;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import dev.handoff.Scheduler;
import dev.handoff.Signer;
import dev.handoff.Verifier;
import dev.handoff.delivery.RoundMessage.QuorumCertificate;
import dev.handoff.delivery.RoundMessage.Timeout;
import dev.handoff.delivery.RoundMessage.TimeoutCertificate;
import dev.handoff.delivery.RoundMessage.Vote;
import dev.handoff.trace.EventSink;
import dev.handoff.trace.SpecAction;
import dev.handoff.trace.SpecAction.By;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One round of votes, as one validator takes part in it: {@code spec/delivery/VoteQuorum.tla}.
 *
 * <p>A vote goes to the next leader and its f successors, of whom one at least is correct, over
 * sessions that owe it until it is acknowledged. One vote of each voter is counted, whenever it
 * arrives, even after the round was ended by timeouts. A voter that is caught voting for two blocks
 * is reported with both votes, and neither counts. Whoever has counted 2f+1 votes for one block
 * holds a quorum, and can prove it to others.
 *
 * <p>Signatures of others are verified outside of the guard. This validator signs within it, so
 * that one object never signs two votes. It stores nothing: a validator that makes the round anew,
 * after a restart of its process say, does not know that it has voted, and may sign another vote.
 * Not to take part in a round twice is up to its owner.
 *
 * <p>Thread-safe.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>all that are not final</td><td>vote, accept and the timer</td><td>{@code guard}</td></tr>
 * <tr><td>counted, exposed, timeouts</td><td>the same</td><td>{@code guard}</td></tr>
 * </table>
 */
@SuppressWarnings("try") // a section guards what is read in it, even if nothing is recorded
public final class VoteRound {
  /** How far the round is, to this validator. */
  enum Phase {
    VOTING,
    /** It votes no more in this round. */
    TIMED_OUT,
    OVER
  }

  private final long round;
  private final PeerId self;
  private final Committee committee;
  private final List<PeerId> collectors;
  private final Signer signer;
  private final Verifier verifier;
  private final Courier courier;
  private final RoundListener listener;
  private final Scheduler scheduler;
  private final Metrics metrics;
  private final Guard guard;

  private final SortedMap<PeerId, Vote> counted = new TreeMap<>();
  private final Set<PeerId> exposed = new HashSet<>();
  private final SortedMap<PeerId, Bytes> timeouts = new TreeMap<>();
  private Phase phase = Phase.VOTING;
  private Optional<QuorumCertificate> quorum = Optional.empty();
  private Optional<Owed> vote = Optional.empty();
  private Optional<Owed> timeout = Optional.empty();
  private Scheduler.Timer timer = () -> {};
  private boolean stopped;

  /**
   * Creates the round, in which this validator has not voted.
   *
   * @param round the number of the round
   * @param self this validator
   * @param committee all of them
   * @param nextLeader the leader of the next round, the first to whom votes are sent
   * @param courier takes votes to the others
   * @throws IllegalArgumentException if this validator or the leader is not of the committee
   */
  public VoteRound(
      long round,
      PeerId self,
      Committee committee,
      PeerId nextLeader,
      Signer signer,
      Verifier verifier,
      Courier courier,
      RoundListener listener,
      Scheduler scheduler,
      EventSink events,
      Metrics metrics) {
    this.round = round;
    this.self = self;
    this.committee = committee;
    this.collectors = committee.collectors(nextLeader);
    this.signer = signer;
    this.verifier = verifier;
    this.courier = courier;
    this.listener = listener;
    this.scheduler = scheduler;
    this.metrics = metrics;
    this.guard = new Guard(events);
    if (!committee.has(self)) {
      throw new IllegalArgumentException("%s is not of the committee".formatted(self));
    }
  }

  /**
   * Starts the timer of the round. At each expiry, until the round is over, this validator votes to
   * end it, and offers again what a session has refused or given up. A second call starts the timer
   * anew.
   */
  public void start(Duration timeout) {
    try (Guard.Section section = guard.enter()) {
      if (!stopped && phase != Phase.OVER) {
        timer.cancel();
        timer = scheduler.schedule(timeout, () -> expire(timeout));
      }
    }
  }

  private void expire(Duration next) {
    timeOut();
    offerAgain();
    endByTimeouts();
    start(next);
  }

  private void offerAgain() {
    try (Guard.Section section = guard.enter()) {
      if (quorum.isEmpty()) {
        vote.ifPresent(owed -> section.afterwards(owed::offer));
      }
      timeout.ifPresent(owed -> section.afterwards(owed::offer));
    }
  }

  /** Stops the timer. Votes are still counted. */
  public void stop() {
    try (Guard.Section section = guard.enter()) {
      stopped = true;
      timer.cancel();
    }
  }

  // This validator.

  /**
   * Votes for the block, unless this validator has voted in this round, has voted to end it, or
   * knows that it is over.
   *
   * @return the receipts by collector, this validator not among them; empty if it did not vote
   */
  public Optional<Map<PeerId, Receipt>> vote(Digest block) {
    Optional<Map<PeerId, Receipt>> receipts = castVote(block);
    if (receipts.isPresent()) {
      formQuorum();
    }
    return receipts;
  }

  /** The step of {@link #vote}, without what may follow from it. */
  @SpecAction(value = "VoteQuorum!Vote", arguments = "v")
  Optional<Map<PeerId, Receipt>> castVote(Digest block) {
    Owed owed;
    try (Guard.Section section = guard.enter()) {
      if (vote.isPresent() || phase != Phase.VOTING) {
        return Optional.empty();
      }
      Vote mine = new Vote(round, block, self, signer.sign(Vote.text(round, block)));
      owed = new Owed(mine, othersOf(collectors), courier);
      vote = Optional.of(owed);
      if (collectors.contains(self)) {
        counted.put(self, mine);
      }
      section.record("VoteQuorum!Vote", committee.number(self));
    }
    return Optional.of(owed.offer());
  }

  private List<PeerId> othersOf(List<PeerId> validators) {
    return validators.stream().filter(validator -> !validator.equals(self)).toList();
  }

  /** The timer has expired: this validator votes to end the round, and no more for a block. */
  @SpecAction(value = "VoteQuorum!TimeOut", arguments = "v")
  boolean timeOut() {
    boolean enabled;
    try (Guard.Section section = guard.enter()) {
      enabled = phase == Phase.VOTING;
      if (enabled) {
        Timeout mine = new Timeout(round, self, signer.sign(Timeout.text(round)));
        timeout = Optional.of(new Owed(mine, othersOf(committee.validators()), courier));
        timeouts.put(self, mine.signature());
        phase = Phase.TIMED_OUT;
        section.record("VoteQuorum!TimeOut", committee.number(self));
      }
    }
    return enabled;
  }

  // What the others say.

  /**
   * Takes what another validator says about this round, and draws the consequences. The message
   * need not come from its signer.
   */
  public Verdict accept(RoundMessage message) {
    if (message.round() != round) {
      metrics.failure(Wire.PROTOCOL, "other-round");
      return Verdict.OTHER_ROUND;
    }
    if (!message.verify(committee, verifier)) {
      metrics.failure(Wire.PROTOCOL, "not-verified");
      return Verdict.NOT_VERIFIED;
    }
    Verdict verdict;
    if (message instanceof Vote theirs) {
      verdict = receive(theirs);
      formQuorum();
    } else if (message instanceof Timeout theirs) {
      verdict = seeTimeouts(Map.of(theirs.voter(), theirs.signature()));
      endByTimeouts();
    } else if (message instanceof TimeoutCertificate certificate) {
      verdict = seeTimeouts(certificate.signatures());
      endByTimeouts();
    } else {
      verdict = learnQuorum((QuorumCertificate) message) ? Verdict.COUNTED : Verdict.TOO_LATE;
    }
    return verdict;
  }

  /**
   * Counts a vote that was verified, the first of its voter, until this validator holds a quorum; a
   * vote for a second block exposes its voter.
   *
   * <p>Nobody can tell a faulty voter by its first vote. So that is recorded as Receive, with the
   * number of the voter; to whoever knows that the voter is faulty it is VoteByzantine.
   */
  @SpecAction(
      value = "VoteQuorum!Receive",
      arguments = {"v", "c"})
  @SpecAction(
      value = "VoteQuorum!VoteByzantine",
      arguments = {"z", "b", "c"},
      by = By.ENVIRONMENT)
  Verdict receive(Vote theirs) {
    Verdict verdict;
    try (Guard.Section section = guard.enter()) {
      verdict = count(section, theirs);
    }
    return verdict;
  }

  private Verdict count(Guard.Section section, Vote theirs) {
    PeerId voter = theirs.voter();
    if (quorum.isPresent()) {
      return Verdict.TOO_LATE;
    }
    if (exposed.contains(voter)) {
      return Verdict.EXPOSED;
    }
    Optional<Vote> first = Optional.ofNullable(counted.get(voter));
    if (first.isEmpty()) {
      counted.put(voter, theirs);
      section.record("VoteQuorum!Receive", committee.number(voter), committee.number(self));
      return Verdict.COUNTED;
    }
    if (first.get().block().equals(theirs.block())) {
      return Verdict.DUPLICATE;
    }
    counted.remove(voter);
    exposed.add(voter);
    metrics.failure(Wire.PROTOCOL, "equivocation");
    Equivocation proof = new Equivocation(first.get(), theirs);
    section.afterwards(() -> listener.equivocation(proof));
    section.record(
        "VoteQuorum!VoteByzantine",
        committee.number(voter),
        theirs.block().bytes().hex(),
        committee.number(self));
    return Verdict.EQUIVOCATION;
  }

  /** Forms a quorum, if 2f+1 distinct voters were counted for one block. */
  @SpecAction(value = "VoteQuorum!FormQuorum", arguments = "c")
  boolean formQuorum() {
    Optional<QuorumCertificate> formed;
    try (Guard.Section section = guard.enter()) {
      formed = winner().map(this::certify);
      if (formed.isPresent()) {
        hold(section, formed.get());
        section.record("VoteQuorum!FormQuorum", committee.number(self));
      }
    }
    return formed.isPresent();
  }

  private Optional<Digest> winner() {
    return counted.values().stream()
        .collect(Collectors.groupingBy(Vote::block, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(votes -> votes.getValue() >= committee.quorum())
        .map(Map.Entry::getKey)
        .findAny();
  }

  private QuorumCertificate certify(Digest winner) {
    SortedMap<PeerId, Bytes> signatures = new TreeMap<>();
    counted.values().stream()
        .filter(theirs -> theirs.block().equals(winner))
        .forEach(theirs -> signatures.put(theirs.voter(), theirs.signature()));
    return new QuorumCertificate(round, winner, signatures);
  }

  /** Holds a quorum that was verified, whoever shows it. */
  @SpecAction(value = "VoteQuorum!LearnQuorum", arguments = "c")
  @SpecAction(
      value = "VoteQuorum!LeakQuorum",
      arguments = {"z", "c"},
      by = By.ENVIRONMENT)
  boolean learnQuorum(QuorumCertificate certificate) {
    boolean enabled;
    try (Guard.Section section = guard.enter()) {
      enabled = quorum.isEmpty();
      if (enabled) {
        hold(section, certificate);
        section.record("VoteQuorum!LearnQuorum", committee.number(self));
      }
    }
    return enabled;
  }

  private void hold(Guard.Section section, QuorumCertificate certificate) {
    quorum = Optional.of(certificate);
    phase = Phase.OVER;
    counted.clear();
    exposed.clear();
    timer.cancel();
    section.afterwards(() -> listener.quorum(certificate));
  }

  private Verdict seeTimeouts(Map<PeerId, Bytes> signatures) {
    try (Guard.Section section = guard.enter()) {
      if (phase == Phase.OVER) {
        return Verdict.TOO_LATE;
      }
      int before = timeouts.size();
      timeouts.putAll(signatures);
      return timeouts.size() > before ? Verdict.COUNTED : Verdict.DUPLICATE;
    }
  }

  /** Ends the round without a block, if 2f+1 validators have voted for that. */
  @SpecAction(value = "VoteQuorum!EndByTimeouts", arguments = "v")
  boolean endByTimeouts() {
    boolean enabled;
    try (Guard.Section section = guard.enter()) {
      enabled = phase != Phase.OVER && timeouts.size() >= committee.quorum();
      if (enabled) {
        phase = Phase.OVER;
        timer.cancel();
        TimeoutCertificate certificate = new TimeoutCertificate(round, timeouts);
        section.afterwards(() -> listener.endedByTimeouts(certificate));
        section.record("VoteQuorum!EndByTimeouts", committee.number(self));
      }
    }
    return enabled;
  }

  /** Returns the quorum, once this validator holds one. */
  public Optional<QuorumCertificate> quorum() {
    try (Guard.Section section = guard.enter()) {
      return quorum;
    }
  }

  /**
   * The variables of the specification that are this validator's.
   *
   * @param voted whether it has voted
   * @param counted the block that each voter was counted for
   * @param exposed the voters that it has caught
   * @param holdsQuorum whether it holds a quorum
   * @param phase how far the round is
   */
  record State(
      boolean voted,
      Map<PeerId, Digest> counted,
      Set<PeerId> exposed,
      boolean holdsQuorum,
      Phase phase) {}

  State state() {
    try (Guard.Section section = guard.enter()) {
      return new State(
          vote.isPresent(),
          counted.values().stream().collect(Collectors.toMap(Vote::voter, Vote::block)),
          Set.copyOf(exposed),
          quorum.isPresent(),
          phase);
    }
  }
}
