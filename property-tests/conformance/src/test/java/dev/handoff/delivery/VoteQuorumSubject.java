package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.PeerId;
import dev.handoff.Promise;
import dev.handoff.Receipt;
import dev.handoff.conformance.Subject;
import dev.handoff.delivery.RoundMessage.QuorumCertificate;
import dev.handoff.delivery.RoundMessage.Timeout;
import dev.handoff.delivery.RoundMessage.TimeoutCertificate;
import dev.handoff.delivery.RoundMessage.Vote;
import dev.handoff.delivery.VotePost.Place;
import dev.handoff.tlc.Tla;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A {@link VoteRound} for each correct validator as {@code spec/delivery/VoteQuorum.tla}, with a
 * {@link Session} from each of them to each that collects its vote.
 *
 * <p>A vote travels as bytes, through the session of the two. Timeout votes do not: they are taken
 * as seen by all, so whoever ends the round by them is shown them just before. No vote to a holder
 * of a quorum matters any more: it is brought there at once, and must be turned down.
 *
 * <table>
 * <caption>The variables</caption>
 * <tr><th>variable</th><th>read from</th></tr>
 * <tr><td>voted</td><td>{@code VoteRound.state().voted}</td></tr>
 * <tr><td>inFlight</td><td>the sessions that hold a vote and have a connection</td></tr>
 * <tr><td>owed</td><td>the sessions that hold a vote and have none</td></tr>
 * <tr><td>counted, exposed</td><td>{@code VoteRound.state().counted, exposed}</td></tr>
 * <tr><td>quorum</td><td>{@code VoteRound.state().holdsQuorum}</td></tr>
 * <tr><td>round</td><td>{@code VoteRound.state().phase}</td></tr>
 * <tr><td>faults</td><td>MaxFaults less the connections that sessions say they have lost</td></tr>
 * </table>
 */
final class VoteQuorumSubject implements Subject {
  private final Committee committee;
  private final PeerId leader;
  private final long maxFaults;

  /** The correct validators by number. */
  private final SortedMap<Long, VoteNode> nodes = new TreeMap<>();

  /** The sessions between correct validators that have carried a vote, by sender and receiver. */
  private final Map<List<Long>, VotePost> posts = new HashMap<>();

  /** The votes that a faulty leader has got. */
  private final SortedMap<PeerId, Bytes> leaked = new TreeMap<>();

  VoteQuorumSubject(Map<String, Object> constants) {
    committee = new Committee(Names.peers(Tla.numbers(constants, "Validators").size()));
    leader = Names.peer(Tla.number(constants, "Leader"));
    maxFaults = Tla.number(constants, "MaxFaults");
    boolean hasTimeouts = Tla.value(constants, "Timeouts", Boolean.class);
    List<Long> faulty = Tla.numbers(constants, "Faulty");
    for (PeerId validator : committee.validators()) {
      long number = Names.number(validator);
      if (faulty.contains(number)) {
        leaked.put(validator, VoteNode.sign(validator, Vote.text(VoteNode.ROUND, VoteNode.A)));
      } else {
        VoteNode node =
            new VoteNode(
                validator, committee, leader, (to, message) -> carry(validator, to, message));
        nodes.put(number, node);
        if (hasTimeouts) {
          node.start();
        }
      }
    }
  }

  /** The courier: what a faulty validator gets is its own, and it acknowledges nothing. */
  private Receipt carry(PeerId from, PeerId to, Bytes message) {
    RoundMessage decoded = VoteNode.decode(message);
    if (decoded instanceof Timeout timeout) {
      node(Names.number(from)).cast(timeout);
    } else if (!nodes.containsKey(Names.number(to))) {
      if (to.equals(leader)) {
        leaked.put(from, ((Vote) decoded).signature());
      }
    } else {
      VotePost post = new VotePost(from, to, node(Names.number(to))::receive);
      posts.put(List.of(Names.number(from), Names.number(to)), post);
      return post.offer(message);
    }
    return new Promise().receipt();
  }

  private VoteNode node(long number) {
    return Optional.ofNullable(nodes.get(number)).orElseThrow();
  }

  private VotePost post(long from, long to) {
    return Optional.ofNullable(posts.get(List.of(from, to)))
        .orElseThrow(() -> new AssertionError("%d has sent nothing to %d".formatted(from, to)));
  }

  @Override
  public void apply(String action, Map<String, Object> arguments) {
    switch (action) {
      case "Vote" -> {
        VoteNode node = node(Tla.number(arguments, "v"));
        require(node.touch().castVote(VoteNode.A).isPresent(), "did not vote");
        posts.forEach((pair, post) -> bringToHolder(pair.get(1), post));
      }
      case "FailConnection" -> post(arguments).fail();
      case "Resume" -> post(arguments).resume();
      case "Receive" -> {
        post(arguments).bring();
        node(Tla.number(arguments, "c")).requireVerdict(Verdict.COUNTED);
      }
      case "FormQuorum" -> {
        long collector = Tla.number(arguments, "c");
        require(node(collector).touch().formQuorum(), "no quorum formed");
        bringTo(collector);
      }
      case "LearnQuorum" -> learn(Tla.number(arguments, "c"), certificateOfAHolder());
      case "LeakQuorum" ->
          learn(
              Tla.number(arguments, "c"),
              new QuorumCertificate(VoteNode.ROUND, VoteNode.A, leaked));
      case "TimeOut" -> node(Tla.number(arguments, "v")).expire();
      case "EndByTimeouts" -> endByTimeouts(node(Tla.number(arguments, "v")));
      case "VoteByzantine" -> voteByzantine(arguments);
      default -> throw new IllegalArgumentException("no such action: " + action);
    }
  }

  @Override
  public Answer attempt(String action, Map<String, Object> arguments) {
    return switch (action) {
      case "Vote" ->
          answer(node(Tla.number(arguments, "v")).touch().castVote(VoteNode.A).isPresent());
      case "Resume" -> sent(arguments).map(post -> answer(post.reconnect())).orElse(Answer.UNASKED);
      case "Receive" ->
          sent(arguments)
              .filter(post -> post.place() == Place.NOWHERE)
              .map(post -> receiveAgain(node(Tla.number(arguments, "c")), post))
              .orElse(Answer.UNASKED);
      case "FormQuorum" -> answer(node(Tla.number(arguments, "c")).touch().formQuorum());
      case "LearnQuorum" -> learnAgain(node(Tla.number(arguments, "c")));
      case "TimeOut" -> timeOutAgain(node(Tla.number(arguments, "v")));
      case "EndByTimeouts" -> endTooSoon(node(Tla.number(arguments, "v")));
      default -> throw new IllegalArgumentException("not the validators' to decide: " + action);
    };
  }

  private static Answer answer(boolean isTaken) {
    return isTaken ? Answer.TAKEN : Answer.REFUSED;
  }

  /** What carries the vote of the two, if there is one. */
  private Optional<VotePost> sent(Map<String, Object> arguments) {
    return Optional.ofNullable(
        posts.get(List.of(Tla.number(arguments, "v"), Tla.number(arguments, "c"))));
  }

  /** The vote has arrived, and does so once more. */
  private static Answer receiveAgain(VoteNode collector, VotePost post) {
    collector.receive(post.message());
    return answer(collector.isMoved());
  }

  /** Without a holder there is nothing to learn. */
  private Answer learnAgain(VoteNode node) {
    return nodes.values().stream()
        .flatMap(each -> each.round().quorum().stream())
        .findFirst()
        .map(certificate -> answer(node.touch().accept(certificate) == Verdict.COUNTED))
        .orElse(Answer.UNASKED);
  }

  /** That a timer goes off while votes are on their way is not for a validator to refuse. */
  private Answer timeOutAgain(VoteNode node) {
    return pairs(Place.IN_FLIGHT).isEmpty() ? answer(node.touch().timeOut()) : Answer.UNASKED;
  }

  /**
   * Shows the timeout votes that there are, if they are too few even with the validator's own: they
   * will count later. A quorum elsewhere is learned, and nobody shows timeout votes any more.
   */
  private Answer endTooSoon(VoteNode node) {
    boolean isOver = node.state().phase() == VoteRound.Phase.OVER;
    long others = nodes.values().stream().filter(each -> each.timeout().isPresent()).count();
    boolean isHeld = nodes.values().stream().anyMatch(each -> each.state().holdsQuorum());
    if (!isOver && (isHeld || others > committee.quorum() - 2)) {
      return Answer.UNASKED;
    }
    endByTimeouts(node);
    return answer(
        node.touch().endByTimeouts() || (!isOver && node.state().phase() == VoteRound.Phase.OVER));
  }

  private VotePost post(Map<String, Object> arguments) {
    return post(Tla.number(arguments, "v"), Tla.number(arguments, "c"));
  }

  private QuorumCertificate certificateOfAHolder() {
    return nodes.values().stream()
        .flatMap(node -> node.round().quorum().stream())
        .findFirst()
        .orElseThrow(() -> new AssertionError("nobody holds a quorum"));
  }

  private void learn(long collector, QuorumCertificate certificate) {
    Verdict verdict = node(collector).touch().accept(certificate);
    require(verdict == Verdict.COUNTED, "the quorum was found to be " + verdict);
    bringTo(collector);
  }

  /** Brings a holder of a quorum all votes that are on their way to it. */
  private void bringTo(long holder) {
    posts.forEach(
        (pair, post) -> {
          if (pair.get(1) == holder) {
            bringToHolder(holder, post);
          }
        });
  }

  private void bringToHolder(long to, VotePost post) {
    VoteNode receiver = node(to);
    if (post.place() != Place.NOWHERE && receiver.state().holdsQuorum()) {
      if (post.place() == Place.OWED) {
        post.resume();
      }
      post.bring();
      receiver.requireVerdict(Verdict.TOO_LATE);
    }
  }

  /** Shows the certificate, if somebody has one, else the timeout votes of all. */
  private void endByTimeouts(VoteNode node) {
    Optional<TimeoutCertificate> certificate =
        nodes.values().stream().flatMap(other -> other.certificate().stream()).findFirst();
    if (certificate.isPresent()) {
      node.touch().accept(certificate.get());
    } else {
      nodes.values().stream()
          .filter(other -> !other.equals(node))
          .flatMap(other -> other.timeout().stream())
          .forEach(node.touch()::accept);
    }
  }

  private void voteByzantine(Map<String, Object> arguments) {
    PeerId voter = Names.peer(Tla.number(arguments, "z"));
    Digest block = VoteNode.block(Tla.text(arguments, "b"));
    Bytes signature = VoteNode.sign(voter, Vote.text(VoteNode.ROUND, block));
    node(Tla.number(arguments, "c")).receive(new Vote(VoteNode.ROUND, block, voter, signature));
  }

  private static void require(boolean done, String instead) {
    if (!done) {
      throw new AssertionError(instead);
    }
  }

  @Override
  public Map<String, Object> state() {
    Set<Long> voted = new HashSet<>();
    Set<Long> quorum = new HashSet<>();
    Map<Long, Object> counted = new HashMap<>();
    Map<Long, Object> exposed = new HashMap<>();
    Map<Long, Object> round = new HashMap<>();
    nodes.forEach(
        (number, node) -> {
          VoteRound.State state = node.state();
          if (state.voted()) {
            voted.add(number);
          }
          if (state.holdsQuorum()) {
            quorum.add(number);
          }
          counted.put(number, votes(state.counted()));
          exposed.put(number, numbers(state.exposed()));
          round.put(number, phase(state.phase()));
        });
    Map<String, Object> state = new HashMap<>();
    state.put("voted", voted);
    state.put("inFlight", pairs(Place.IN_FLIGHT));
    state.put("owed", pairs(Place.OWED));
    state.put("counted", Tla.function(counted));
    state.put("exposed", Tla.function(exposed));
    state.put("quorum", quorum);
    state.put("round", Tla.function(round));
    state.put("faults", maxFaults - posts.values().stream().mapToLong(VotePost::failures).sum());
    return state;
  }

  private static Set<List<Object>> votes(Map<PeerId, Digest> counted) {
    Set<List<Object>> votes = new HashSet<>();
    counted.forEach((voter, block) -> votes.add(List.of(Names.number(voter), name(block))));
    return votes;
  }

  private static String name(Digest block) {
    return block.equals(VoteNode.A) ? "A" : "B";
  }

  private static Set<Long> numbers(Set<PeerId> validators) {
    return validators.stream().map(Names::number).collect(Collectors.toSet());
  }

  private static String phase(VoteRound.Phase phase) {
    return switch (phase) {
      case VOTING -> "voting";
      case TIMED_OUT -> "timedOut";
      case OVER -> "over";
    };
  }

  private Set<List<Long>> pairs(Place place) {
    Set<List<Long>> pairs = new HashSet<>();
    posts.forEach(
        (pair, post) -> {
          if (post.place() == place) {
            pairs.add(pair);
          }
        });
    return pairs;
  }
}
