package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Connection;
import dev.handoff.Deadline;
import dev.handoff.Dialer;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Receipt;
import dev.handoff.SessionId;
import dev.handoff.Signer;
import dev.handoff.Verifier;
import dev.handoff.delivery.RoundMessage.QuorumCertificate;
import dev.handoff.delivery.RoundMessage.TimeoutCertificate;
import dev.handoff.jdk.SystemClock;
import dev.handoff.jdk.ThreadScheduler;
import dev.handoff.tcp.Acceptor;
import dev.handoff.tcp.Security;
import dev.handoff.tcp.TcpEndpoint;
import dev.handoff.tcp.TcpSettings;
import dev.handoff.trace.EventSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A validator of {@link VoteQuorumTraceTest}: its endpoint, its inbox, a session to each of the
 * others, and its round, whose certificates it passes on.
 */
final class Validator implements RoundListener {
  private final PeerId self;
  private final TcpEndpoint endpoint;
  private final ThreadScheduler scheduler;
  private final VoteRound round;
  private final Map<PeerId, Session> sessions = new HashMap<>();

  /** Creates a validator that does not listen yet. */
  Validator(
      PeerId self,
      Committee committee,
      PeerId leader,
      Signer signer,
      Verifier verifier,
      ThreadScheduler scheduler,
      EventSink events)
      throws IOException {
    this.self = self;
    this.scheduler = scheduler;
    this.endpoint =
        TcpEndpoint.open(
            self,
            Security.plain(Set.copyOf(committee.validators())),
            TcpSettings.DEFAULT,
            scheduler,
            Metrics.NONE);
    this.round =
        new VoteRound(
            VoteNode.ROUND,
            self,
            committee,
            leader,
            signer,
            verifier,
            this::offer,
            this,
            scheduler,
            events,
            Metrics.NONE);
  }

  PeerId self() {
    return self;
  }

  VoteRound round() {
    return round;
  }

  /** The handler of a correct validator. */
  void take(PeerId from, Bytes message) {
    round.accept(VoteNode.decode(message));
  }

  TcpEndpoint endpoint() {
    return endpoint;
  }

  /**
   * Listens.
   *
   * @param handler gets what the others say
   * @param takes may come between the receiver and a connection
   */
  InetSocketAddress listen(Handler handler, Intercept takes) throws IOException {
    Inbox inbox =
        new Inbox(InboxSettings.standard(), handler, scheduler, EventSink.NONE, Metrics.NONE);
    Acceptor acceptor =
        (peer, session, connection) ->
            inbox.accept(peer, session, takes.intercept(self, peer, connection));
    return endpoint.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), acceptor);
  }

  /** The tester's hand on a connection that comes in. */
  @FunctionalInterface
  interface Intercept {
    /** Returns what the receiver is given. */
    Connection intercept(PeerId receiver, PeerId sender, Connection connection);
  }

  /** Begins a session. */
  void connect(PeerId to, Dialer dialer, EventSink events) {
    Random random = new Random(Names.number(self));
    sessions.put(
        to,
        new Session(
            to,
            SessionId.random(random),
            SessionSettings.standard().withBackoff(Duration.ofMillis(1), Duration.ofMillis(5)),
            Encoder.NONE,
            dialer,
            scheduler,
            SystemClock.INSTANCE,
            random,
            events,
            Metrics.NONE));
  }

  /** Ends the sessions, whatever they still owe. */
  void close() {
    round.stop();
    sessions.values().forEach(session -> session.close(new Deadline(0)));
  }

  /** The courier of the round, and for what the tester says in this validator's name. */
  Receipt offer(PeerId to, Bytes message) {
    Session session = sessions.get(to);
    if (session == null) {
      throw new IllegalArgumentException("no session of %s with %s".formatted(self, to));
    }
    return session.offer(message);
  }

  private void broadcast(RoundMessage message) {
    sessions.values().forEach(session -> session.offer(message.encode()));
  }

  @Override
  public void quorum(QuorumCertificate certificate) {
    broadcast(certificate);
  }

  @Override
  public void endedByTimeouts(TimeoutCertificate certificate) {
    broadcast(certificate);
  }

  @Override
  public void equivocation(Equivocation proof) {}
}
