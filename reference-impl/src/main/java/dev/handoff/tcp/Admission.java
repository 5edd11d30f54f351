package dev.handoff.tcp;

import dev.handoff.Loop;
import dev.handoff.PeerId;
import dev.handoff.Scheduler;
import dev.handoff.tcp.HandshakeMessage.Hello;
import dev.handoff.tcp.HandshakeMessage.Reject;
import dev.handoff.tcp.HandshakeMessage.Welcome;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;

/**
 * The handshake with somebody who has connected: hears who it is, answers, and hands the connection
 * to the acceptor or turns it away. All of it has one time limit.
 *
 * <p>Thread-safe: its state belongs to the steps of its loop, which never overlap.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>late</td><td>the timer; to true only</td><td>volatile</td></tr>
 * <tr><td>the others</td><td>steps of the loop</td><td>loop</td></tr>
 * </table>
 */
final class Admission {
  private enum Phase {
    HEARING,
    ANSWERING,
    DONE
  }

  private final PeerId self;
  private final Wire wire;
  private final Links links;
  private final Link link;
  private final HandshakeChannel channel;
  private final Acceptor acceptor;
  private final Loop loop;
  private Phase phase = Phase.HEARING;
  private Optional<Hello> admitted = Optional.empty();
  private Optional<HandshakeException> refusal = Optional.empty();
  private Scheduler.Timer timer = () -> {};
  private volatile boolean late;

  Admission(PeerId self, Wire wire, Links links, Acceptor acceptor) {
    this.self = self;
    this.wire = wire;
    this.links = links;
    this.link = links.accepted(wire);
    this.channel = new HandshakeChannel(link);
    this.acceptor = acceptor;
    this.loop = new Loop(wire.sockets().scheduler(), this::step, this::onFailure);
  }

  /** Begins; the rest follows on the scheduler. */
  void start() {
    wire.sockets().attemptBegins();
    timer =
        wire.sockets()
            .scheduler()
            .schedule(
                wire.sockets().settings().handshakeTimeout(),
                () -> {
                  late = true;
                  loop.wake();
                });
    link.start();
    loop.wake();
  }

  private boolean step() {
    try {
      return switch (phase) {
        case HEARING -> hear();
        case ANSWERING -> answer();
        case DONE -> false;
      };
    } catch (IOException e) {
      turnAway(e);
      return false;
    }
  }

  private boolean hear() throws IOException {
    checkTime();
    try {
      Optional<HandshakeMessage> message = channel.receive();
      if (message.isEmpty()) {
        link.onReadable(loop::wake);
        return false;
      }
      admitted = Optional.of(check(message.get()));
      channel.send(new Welcome(self));
    } catch (HandshakeException e) {
      if (e.kind().code() == 0) {
        throw e;
      }
      refusal = Optional.of(e);
      channel.send(new Reject(e.kind(), String.valueOf(e.getMessage())));
    }
    phase = Phase.ANSWERING;
    return true;
  }

  private Hello check(HandshakeMessage message) throws HandshakeException {
    if (!(message instanceof Hello hello)) {
      throw new HandshakeException(
          HandshakeException.Kind.MALFORMED, "a handshake begins with a hello");
    } else if (!links.knows(hello.self())) {
      throw new HandshakeException(
          HandshakeException.Kind.UNKNOWN_PEER,
          "%s does not know a peer named %s; name it in its configuration"
              .formatted(self, hello.self()));
    } else if (!links.proves(link, hello.self())) {
      throw new HandshakeException(
          HandshakeException.Kind.WRONG_CERTIFICATE,
          "the certificate is not the one that %s has pinned for %s".formatted(self, hello.self()));
    } else if (!wire.admit()) {
      throw new HandshakeException(
          HandshakeException.Kind.TOO_MANY_CONNECTIONS,
          "%s has %d connections, and no room for more; close one or raise maxConnections"
              .formatted(self, wire.sockets().settings().maxConnections()));
    }
    return hello;
  }

  private boolean answer() throws IOException {
    checkTime();
    if (!channel.flush()) {
      link.onWritable(loop::wake);
      return false;
    }
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    phase = Phase.DONE;
    timer.cancel();
    Hello hello = admitted.orElseThrow();
    acceptor.accepted(
        hello.self(),
        hello.session(),
        new TcpConnection(hello.self(), wire.remote(), link, wire.sockets().metrics()));
    wire.attemptEnded();
    return false;
  }

  private void checkTime() throws HandshakeException {
    if (late) {
      throw new HandshakeException(
          HandshakeException.Kind.TIMEOUT,
          "it did not finish the handshake within %s"
              .formatted(wire.sockets().settings().handshakeTimeout()));
    }
  }

  private void turnAway(IOException cause) {
    phase = Phase.DONE;
    timer.cancel();
    HandshakeException why =
        new HandshakeException(
            kindOf(cause),
            "%s was turned away: %s".formatted(wire.remote(), cause.getMessage()),
            cause);
    wire.sockets().metrics().failure("tcp", why.kind().word());
    if (why.kind() == HandshakeException.Kind.TIMEOUT) {
      // It has had its time: no more of it for a decent end.
      wire.abort();
    }
    link.close();
    acceptor.turnedAway(wire.remote(), why);
    wire.attemptEnded();
  }

  /** Returns what kind of failure it is, where only the socket has said so. */
  static HandshakeException.Kind kindOf(IOException cause) {
    if (cause instanceof HandshakeException handshake) {
      return handshake.kind();
    }
    return cause instanceof ClosedChannelException
        ? HandshakeException.Kind.CLOSED
        : HandshakeException.Kind.ENDED;
  }

  /** The acceptor has thrown, and so has not taken the connection. */
  private void onFailure(RuntimeException failure) {
    Failures.report(wire.sockets().metrics(), failure);
    phase = Phase.DONE;
    timer.cancel();
    link.close();
    wire.attemptEnded();
  }
}
