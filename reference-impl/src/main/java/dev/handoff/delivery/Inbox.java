package dev.handoff.delivery;

import dev.handoff.Connection;
import dev.handoff.Guard;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Scheduler;
import dev.handoff.SessionId;
import dev.handoff.trace.EventSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The receiver's half of all sessions of all peers.
 *
 * <p>A sender that starts anew begins a new session: its messages are new ones, whatever the
 * earlier session has brought, and nothing orders the two. Of each peer the sessions that were
 * connected last are remembered; one that was forgotten cannot be resumed, and its sender is told
 * so. No connection of one session waits for another.
 *
 * <p>Thread-safe.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>sessions, closed</td><td>accept, close</td><td>{@code guard}</td></tr>
 * </table>
 */
@SuppressWarnings("try") // a section guards what is read in it, even if nothing is recorded
public final class Inbox implements AutoCloseable {
  private final InboxSettings settings;
  private final Handler handler;
  private final Scheduler scheduler;
  private final EventSink events;
  private final Metrics metrics;
  private final Guard guard;

  /** Of each peer, the session that was connected least recently first. */
  private final Map<PeerId, LinkedHashMap<SessionId, SessionReceiver>> sessions = new HashMap<>();

  private boolean closed;

  /** Creates an inbox without sessions. */
  public Inbox(
      InboxSettings settings,
      Handler handler,
      Scheduler scheduler,
      EventSink events,
      Metrics metrics) {
    this.settings = settings;
    this.handler = handler;
    this.scheduler = scheduler;
    this.events = events;
    this.metrics = metrics;
    this.guard = new Guard(events);
  }

  /**
   * Takes over a connection that carries the session of that peer; from now on it is the inbox's to
   * close. Never waits.
   */
  public void accept(PeerId peer, SessionId session, Connection connection) {
    try (Guard.Section section = guard.enter()) {
      if (closed || (!sessions.containsKey(peer) && sessions.size() >= settings.maxPeers())) {
        metrics.failure(Wire.PROTOCOL, closed ? "inbox-closed" : "too-many-peers");
        section.afterwards(connection::close);
        return;
      }
      SessionReceiver receiver = receiver(section, peer, session);
      section.afterwards(() -> receiver.accept(connection));
    }
  }

  private SessionReceiver receiver(Guard.Section section, PeerId peer, SessionId session) {
    LinkedHashMap<SessionId, SessionReceiver> ofPeer =
        sessions.computeIfAbsent(peer, any -> new LinkedHashMap<>());
    SessionReceiver receiver =
        Optional.ofNullable(ofPeer.remove(session))
            .orElseGet(
                () ->
                    new SessionReceiver(
                        peer, settings.maxMessageBytes(), handler, scheduler, events, metrics));
    ofPeer.put(session, receiver);
    if (ofPeer.size() > settings.maxSessionsPerPeer()) {
      Iterator<SessionReceiver> eldest = ofPeer.values().iterator();
      section.afterwards(eldest.next()::close);
      eldest.remove();
    }
    return receiver;
  }

  /** Returns why a connection of each session of the peer was last ended, where one was. */
  public List<IOException> lastFailures(PeerId peer) {
    List<IOException> failures = new ArrayList<>();
    try (Guard.Section section = guard.enter()) {
      sessions
          .getOrDefault(peer, new LinkedHashMap<>())
          .values()
          .forEach(receiver -> receiver.lastFailure().ifPresent(failures::add));
    }
    return failures;
  }

  /** Ends all connections, and those that are accepted later. Nothing more is acknowledged. */
  @Override
  public void close() {
    try (Guard.Section section = guard.enter()) {
      closed = true;
      sessions.values().stream()
          .flatMap(ofPeer -> ofPeer.values().stream())
          .forEach(receiver -> section.afterwards(receiver::close));
      sessions.clear();
    }
  }
}
