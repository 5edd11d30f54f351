package dev.handoff.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.Dialer;
import dev.handoff.Digest;
import dev.handoff.PeerId;
import dev.handoff.Signer;
import dev.handoff.Verifier;
import dev.handoff.conformance.TraceRecorder;
import dev.handoff.conformance.Traced;
import dev.handoff.delivery.RoundMessage.QuorumCertificate;
import dev.handoff.delivery.RoundMessage.Vote;
import dev.handoff.jdk.Ed25519Keys;
import dev.handoff.jdk.ThreadScheduler;
import dev.handoff.oracle.Oracles;
import dev.handoff.oracle.TraceFile;
import dev.handoff.oracle.TraceValidator;
import dev.handoff.oracle.Validation;
import dev.handoff.trace.EventSink;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rounds of four validators over sockets with Ed25519 signatures, of which the fourth, the leader,
 * is faulty and played by the test: silent, while a connection fails under a vote; and Byzantine.
 *
 * <p>A vote does not show that its voter is faulty, nor a quorum who passed it on; the test knows,
 * and gives these events the names that they have to whoever does.
 */
class VoteQuorumTraceTest {
  private static final PeerId LEADER = Names.peer(4);
  private static final Committee COMMITTEE = new Committee(Names.peers(4));

  private final Map<PeerId, KeyPair> keys = new HashMap<>();
  private final Map<PeerId, Validator> validators = new HashMap<>();
  private final Map<PeerId, InetSocketAddress> addresses = new HashMap<>();

  /** How often an event has come that nobody has waited for yet. */
  private final Map<String, Semaphore> happened = new ConcurrentHashMap<>();

  // The one connection that fails.
  private final AtomicBoolean cuts = new AtomicBoolean();
  private final CompletableFuture<Connection> caught = new CompletableFuture<>();
  private final CompletableFuture<Void> reconnect = new CompletableFuture<>();
  private final AtomicBoolean owed = new AtomicBoolean();

  @Test
  void voteThatOutlivesItsConnectionAndTheRoundsTimeoutMakesTheQuorum(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("silent.ndjson");
    cuts.set(true);
    try (ThreadScheduler scheduler = new ThreadScheduler("votes", 3);
        TraceRecorder recorder = recorder(file, "FALSE")) {
      start(scheduler, recorder);
      validator(2).round().vote(VoteNode.A);
      Connection connection = caught.get(30, TimeUnit.SECONDS);
      await("Flush", 1); // the vote is on the wire
      recorder.record("VoteQuorum!FailConnection", 2, 1);
      owed.set(true);
      connection.close();
      validator(3).round().vote(VoteNode.A);
      validator(1).round().vote(VoteNode.A);
      await("Receive", 1);
      for (int number = 1; number <= 3; number++) {
        validator(number).round().start(Duration.ofMillis(20));
      }
      await("EndByTimeouts", 3);
      reconnect.complete(null);
      await("FormQuorum", 1);
      await("LearnQuorum", 2);
      stop(scheduler);
    }
    assertExplained(
        file,
        "EndByTimeouts",
        "FailConnection",
        "FormQuorum",
        "LearnQuorum",
        "Receive",
        "Resume",
        "TimeOut",
        "Vote");
  }

  @Test
  void byzantineLeaderIsCaughtVotingTwiceAndLeaksAQuorum(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("byzantine.ndjson");
    try (ThreadScheduler scheduler = new ThreadScheduler("votes", 3);
        TraceRecorder recorder = recorder(file, "TRUE")) {
      start(scheduler, recorder);
      for (Digest block : List.of(VoteNode.A, VoteNode.block("B"))) {
        validator(4).offer(Names.peer(1), vote(4, block).encode());
      }
      await("VoteByzantine", 2);
      validator(2).round().vote(VoteNode.A);
      validator(3).round().vote(VoteNode.A);
      await("Receive", 2);
      Map<PeerId, Bytes> signatures = new HashMap<>();
      for (int voter = 2; voter <= 4; voter++) {
        signatures.put(Names.peer(voter), vote(voter, VoteNode.A).signature());
      }
      QuorumCertificate leaked =
          new QuorumCertificate(VoteNode.ROUND, VoteNode.A, new TreeMap<>(signatures));
      validator(4).offer(Names.peer(3), leaked.encode());
      await("LeakQuorum", 1);
      await("LearnQuorum", 2);
      stop(scheduler);
    }
    assertExplained(file, "LeakQuorum", "LearnQuorum", "Receive", "Vote", "VoteByzantine");
  }

  private static TraceRecorder recorder(Path file, String byzantine) throws Exception {
    return TraceRecorder.open(
        file,
        "delivery",
        "VoteQuorum",
        Map.of(
            "Validators", "1..4",
            "Faulty", "{4}",
            "Byzantine", byzantine,
            "Leader", "4",
            "Timeouts", "TRUE",
            "MaxFaults", "1"),
        List.of());
  }

  private void start(ThreadScheduler scheduler, TraceRecorder recorder) throws Exception {
    Map<PeerId, PublicKey> known = new HashMap<>();
    for (PeerId peer : COMMITTEE.validators()) {
      KeyPair pair = Ed25519Keys.generate();
      keys.put(peer, pair);
      known.put(peer, pair.getPublic());
    }
    Verifier verifier = Ed25519Keys.verifier(known);
    for (PeerId peer : COMMITTEE.validators()) {
      // What the faulty one does to itself is no step of the specification.
      EventSink events = peer.equals(LEADER) ? EventSink.NONE : translated(recorder);
      Validator validator =
          new Validator(peer, COMMITTEE, LEADER, signer(peer), verifier, scheduler, events);
      validators.put(peer, validator);
      Handler handler = peer.equals(LEADER) ? (from, message) -> {} : validator::take;
      addresses.put(peer, validator.listen(handler, this::intercept));
    }
    for (Validator from : validators.values()) {
      for (PeerId to : COMMITTEE.validators()) {
        if (!to.equals(from.self())) {
          boolean cut = cuts.get() && isCut(from.self(), to);
          Dialer dialer = from.endpoint().dialer(addresses);
          from.connect(
              to,
              cut ? held(dialer) : dialer,
              cut ? (action, arguments) -> seen(recorder, action) : EventSink.NONE);
        }
      }
    }
  }

  private Signer signer(PeerId peer) {
    return Ed25519Keys.signer(Objects.requireNonNull(keys.get(peer)).getPrivate());
  }

  private Vote vote(int voter, Digest block) {
    PeerId peer = Names.peer(voter);
    Bytes signature = signer(peer).sign(Vote.text(VoteNode.ROUND, block));
    return new Vote(VoteNode.ROUND, block, peer, signature);
  }

  private Validator validator(int number) {
    return Objects.requireNonNull(validators.get(Names.peer(number)));
  }

  // The connection from the second to the first.

  private static boolean isCut(PeerId from, PeerId to) {
    return from.equals(Names.peer(2)) && to.equals(Names.peer(1));
  }

  private Connection intercept(PeerId receiver, PeerId sender, Connection connection) {
    return cuts.get() && isCut(sender, receiver) && caught.complete(connection)
        ? new Unread(connection)
        : connection;
  }

  /** The second dial waits until the test says so. */
  private Dialer held(Dialer dialer) {
    return (peer, session, whenDone) -> {
      if (owed.get()) {
        var unused = reconnect.thenRun(() -> dialer.dial(peer, session, whenDone));
      } else {
        dialer.dial(peer, session, whenDone);
      }
    };
  }

  /** What the session that loses its connection does: it resumes when it is connected again. */
  private void seen(TraceRecorder recorder, String action) {
    if (action.equals("PeerDelivery!Connect") && owed.get()) {
      recorder.record("VoteQuorum!Resume", 2, 1);
    } else if (action.equals("PeerDelivery!Flush")) {
      count("Flush").release();
    }
  }

  // Events.

  private EventSink translated(TraceRecorder recorder) {
    return (action, arguments) -> {
      String name = action.substring(action.indexOf('!') + 1);
      Object[] values = arguments;
      if (name.equals("Receive") && arguments[0].equals(4)) {
        name = "VoteByzantine";
        values = new Object[] {4, "A", arguments[1]};
      } else if (name.equals("VoteByzantine")) {
        values = new Object[] {arguments[0], "B", arguments[2]};
      } else if (name.equals("LearnQuorum") && !cuts.get() && arguments[0].equals(3)) {
        // Nobody else holds one by then.
        name = "LeakQuorum";
        values = new Object[] {4, 3};
      }
      recorder.record("VoteQuorum!" + name, values);
      count(name).release();
    };
  }

  private Semaphore count(String action) {
    return happened.computeIfAbsent(action, any -> new Semaphore(0));
  }

  private void await(String action, int times) throws InterruptedException {
    assertThat(count(action).tryAcquire(times, 60, TimeUnit.SECONDS)).as(action).isTrue();
  }

  private void stop(ThreadScheduler scheduler) throws Exception {
    validators.values().forEach(Validator::close);
    Ending.close(validators.values().stream().map(Validator::endpoint).toList(), scheduler);
  }

  private static void assertExplained(Path file, String... actions) throws Exception {
    try (Oracles oracles = Oracles.open()) {
      Validation validation = TraceValidator.validate(oracles, TraceFile.read(file));
      assertThat(validation).isInstanceOf(Validation.Explained.class);
      assertThat(validation.actions()).containsOnlyKeys(actions);
      System.out.println("trace of VoteQuorum: " + validation.actions());
      Traced.count((Validation.Explained) validation);
    }
  }
}
