package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Clock;
import dev.handoff.Deadline;
import dev.handoff.Dialer;
import dev.handoff.Guard;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import dev.handoff.Scheduler;
import dev.handoff.SessionId;
import dev.handoff.trace.EventSink;
import dev.handoff.trace.SpecAction;
import dev.handoff.trace.SpecAction.By;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;

/**
 * Several receivers, one session each, with an outbox, a writer and timers of its own: {@code
 * spec/delivery/PeerIsolation.tla}. Nothing is shared but the loop of a broadcast, and that never
 * waits: each offer is answered at once.
 *
 * <p>Thread-safe. Two broadcasts at once reach each receiver in some order, not the same at all.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>sessions</td><td>the constructor, renew</td><td>concurrent map, written under {@code
 * guard}</td></tr>
 * <tr><td>closed</td><td>close</td><td>{@code guard}</td></tr>
 * </table>
 */
@SuppressWarnings("try") // a section guards what is in it, even if nothing is recorded
public final class Peers {
  private final List<PeerId> peers;
  private final SessionSettings settings;
  private final Encoder encoder;
  private final Dialer dialer;
  private final Scheduler scheduler;
  private final Clock clock;
  private final RandomGenerator random;
  private final EventSink events;
  private final Metrics metrics;
  private final Guard guard;
  private final ConcurrentMap<PeerId, Session> sessions = new ConcurrentHashMap<>();
  private boolean closed;

  /**
   * Creates a session for each peer.
   *
   * @param peers the receivers, in the order in which a broadcast offers to them
   * @param random thread-safe, for the sessions share it
   */
  public Peers(
      List<PeerId> peers,
      SessionSettings settings,
      Encoder encoder,
      Dialer dialer,
      Scheduler scheduler,
      Clock clock,
      RandomGenerator random,
      EventSink events,
      Metrics metrics) {
    this.peers = List.copyOf(peers);
    this.settings = settings;
    this.encoder = encoder;
    this.dialer = dialer;
    this.scheduler = scheduler;
    this.clock = clock;
    this.random = random;
    this.events = events;
    this.metrics = metrics;
    this.guard = new Guard(events);
    this.peers.forEach(peer -> sessions.put(peer, newSession(peer)));
  }

  private Session newSession(PeerId peer) {
    return new Session(
        peer,
        SessionId.random(random),
        settings,
        encoder,
        dialer,
        scheduler,
        clock,
        random,
        new PeerEvents(peers.indexOf(peer) + 1, events),
        metrics);
  }

  /** Begins to connect to every peer. */
  public void open() {
    sessions.values().forEach(Session::open);
  }

  /**
   * Offers the message to every peer.
   *
   * @return the answers, in the order of the peers
   */
  public Map<PeerId, Receipt> broadcast(Bytes message) {
    Map<PeerId, Receipt> receipts = new LinkedHashMap<>();
    for (PeerId peer : peers) {
      receipts.put(peer, offer(peer, message));
    }
    return Collections.unmodifiableMap(receipts);
  }

  /** Offers the message to one peer, see {@link Session#offer}. */
  @SpecAction(
      value = "PeerIsolation!Accept",
      arguments = {"m", "p"},
      by = By.ENVIRONMENT)
  @SpecAction(
      value = "PeerIsolation!Refuse",
      arguments = {"m", "p"},
      by = By.ENVIRONMENT)
  public Receipt offer(PeerId peer, Bytes message) {
    return session(peer).offer(message);
  }

  /**
   * The next message of the outbox goes on its way to the peer: what is in the sink moves on, and
   * if that leaves room, the sink takes a message.
   */
  @SpecAction(value = "PeerIsolation!Write", arguments = "p")
  boolean write(PeerId peer) {
    Session session = session(peer);
    boolean moved = session.flush();
    while (moved) {
      moved = session.flush();
    }
    return session.encode();
  }

  /** The sender's half of the step: an acknowledgement has come in. */
  @SpecAction(value = "PeerIsolation!TakeAndAcknowledge", arguments = "p")
  boolean takeAndAcknowledge(PeerId peer) {
    return session(peer).tellDelivered();
  }

  /** Ends a connection whose write is stuck. */
  @SpecAction(value = "PeerIsolation!TimeOutWrite", arguments = "p")
  boolean timeOutWrite(PeerId peer) {
    return session(peer).timeOutWrite();
  }

  /** Gives up the session of one peer, see {@link Session#giveUp}. */
  @SpecAction(value = "PeerIsolation!GiveUp", arguments = "p", by = By.ENVIRONMENT)
  public boolean giveUp(PeerId peer) {
    return session(peer).giveUp();
  }

  /** Returns the oldest message of a session that was given up. */
  @SpecAction(value = "PeerIsolation!TellUnknown", arguments = "p")
  boolean tellUnknown(PeerId peer) {
    return session(peer).tellUnknown();
  }

  /**
   * Begins a new session with a peer whose session has ended: it was given up, or the peer has
   * restarted and forgotten it. What the ended one still holds is returned by it.
   *
   * @return whether there is a new session; not if the present one has not ended, nor after {@link
   *     #close}
   */
  public boolean renew(PeerId peer) {
    Session ended = session(peer);
    Session fresh = newSession(peer);
    try (Guard.Section section = guard.enter()) {
      if (closed || !ended.isClosed() || !sessions.replace(peer, ended, fresh)) {
        return false;
      }
      section.afterwards(fresh::open);
      return true;
    }
  }

  /**
   * Returns the present session with the peer.
   *
   * @throws IllegalArgumentException if it is none of the peers
   */
  public Session session(PeerId peer) {
    Session session = sessions.get(peer);
    if (session == null) {
      throw new IllegalArgumentException("%s is none of the peers %s".formatted(peer, peers));
    }
    return session;
  }

  /** Closes the present sessions, all by the one deadline, see {@link Session#close}. */
  public CompletionStage<Map<PeerId, CloseReport>> close(Deadline deadline) {
    try (Guard.Section section = guard.enter()) {
      closed = true;
    }
    Map<PeerId, CloseReport> reports = new ConcurrentHashMap<>();
    CompletableFuture<?>[] closing =
        peers.stream()
            .map(
                peer ->
                    session(peer)
                        .close(deadline)
                        .thenAccept(report -> reports.put(peer, report))
                        .toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(closing).thenApply(done -> Map.copyOf(reports));
  }
}
