package dev.handoff.tcp;

import dev.handoff.Dialer.Dialled;
import dev.handoff.Loop;
import dev.handoff.PeerId;
import dev.handoff.Scheduler;
import dev.handoff.SessionId;
import dev.handoff.tcp.HandshakeException.Kind;
import dev.handoff.tcp.HandshakeMessage.Hello;
import dev.handoff.tcp.HandshakeMessage.Reject;
import dev.handoff.tcp.HandshakeMessage.Welcome;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One attempt to connect to a peer: the connection, the handshake, and the answer to whoever
 * dialled, exactly once. Connecting has one time limit, the handshake another.
 *
 * <p>Thread-safe: its state belongs to the steps of its loop, which never overlap.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>late, closed</td><td>the timers; the endpoint; to true only</td><td>volatile</td></tr>
 * <tr><td>phase, timer, limit</td><td>steps of the loop</td><td>loop</td></tr>
 * </table>
 */
final class Dialling implements Wire.Owner {
  private enum Phase {
    BEGINNING,
    CONNECTING,
    GREETING,
    HEARING,
    DONE
  }

  private final PeerId self;
  private final PeerId peer;
  private final SessionId session;
  private final Wire wire;
  private final Link link;
  private final HandshakeChannel channel;
  private final Consumer<? super Dialled> whenDone;
  private final Loop loop;
  private Phase phase = Phase.BEGINNING;
  private Scheduler.Timer timer = () -> {};
  private Duration limit;
  private volatile boolean late;
  private volatile boolean closed;

  Dialling(
      PeerId self,
      PeerId peer,
      SessionId session,
      Wire wire,
      Link link,
      Consumer<? super Dialled> whenDone) {
    this.self = self;
    this.peer = peer;
    this.session = session;
    this.wire = wire;
    this.link = link;
    this.channel = new HandshakeChannel(link);
    this.whenDone = whenDone;
    this.loop = new Loop(wire.sockets().scheduler(), this::step, this::onFailure);
    this.limit = wire.sockets().settings().connectTimeout();
  }

  /** Begins; the rest follows on the scheduler. */
  void start() {
    wire.sockets().attemptBegins();
    wire.belongsTo(this);
    loop.wake();
  }

  @Override
  public void ready(int ops) {
    loop.wake();
  }

  @Override
  public void close() {
    closed = true;
    loop.wake();
  }

  private boolean step() {
    try {
      check();
      return switch (phase) {
        case BEGINNING -> begin();
        case CONNECTING -> awaitConnected(wire.finishConnect());
        case GREETING -> greet();
        case HEARING -> hear();
        case DONE -> false;
      };
    } catch (IOException e) {
      fail(e);
      return false;
    }
  }

  private void check() throws IOException {
    if (phase != Phase.DONE && closed) {
      throw new ClosedChannelException();
    }
    if (phase != Phase.DONE && late) {
      throw new HandshakeException(Kind.TIMEOUT, "no answer within %s".formatted(limit));
    }
  }

  private boolean begin() throws IOException {
    phase = Phase.CONNECTING;
    startTimer();
    return awaitConnected(wire.connect());
  }

  private boolean awaitConnected(boolean connected) {
    if (!connected) {
      wire.arm(SelectionKey.OP_CONNECT);
      return false;
    }
    timer.cancel();
    limit = wire.sockets().settings().handshakeTimeout();
    startTimer();
    phase = Phase.GREETING;
    channel.send(new Hello(self, session));
    link.start();
    return true;
  }

  private void startTimer() {
    timer =
        wire.sockets()
            .scheduler()
            .schedule(
                limit,
                () -> {
                  late = true;
                  loop.wake();
                });
  }

  private boolean greet() throws IOException {
    if (!channel.flush()) {
      link.onWritable(loop::wake);
      return false;
    }
    phase = Phase.HEARING;
    return true;
  }

  private boolean hear() throws IOException {
    Optional<HandshakeMessage> message = channel.receive();
    if (message.isEmpty()) {
      link.onReadable(loop::wake);
      return false;
    }
    check(message.get());
    phase = Phase.DONE;
    timer.cancel();
    whenDone.accept(
        new Dialled.Connected(
            new TcpConnection(peer, wire.remote(), link, wire.sockets().metrics())));
    wire.attemptEnded();
    return false;
  }

  private void check(HandshakeMessage answer) throws HandshakeException {
    if (answer instanceof Reject reject) {
      throw new HandshakeException(
          reject.kind(), "the other side turned this one away: " + reject.text());
    } else if (!(answer instanceof Welcome welcome)) {
      throw new HandshakeException(Kind.MALFORMED, "the answer to a hello is no hello");
    } else if (!welcome.self().equals(peer)) {
      throw new HandshakeException(
          Kind.WRONG_PEER,
          "%s answers there; correct the map of addresses".formatted(welcome.self()));
    }
  }

  private void fail(IOException cause) {
    boolean connected = phase == Phase.GREETING || phase == Phase.HEARING;
    Kind kind = Kind.UNREACHABLE;
    if (connected || cause instanceof HandshakeException || closed) {
      kind = closed ? Kind.CLOSED : Admission.kindOf(cause);
    }
    phase = Phase.DONE;
    timer.cancel();
    if (!connected || kind == Kind.TIMEOUT) {
      wire.abort();
    }
    link.close();
    answer(wire.sockets(), peer, wire.remote().toString(), kind, cause, whenDone);
    wire.attemptEnded();
  }

  /** Tells whoever has dialled that there is no connection, and counts it. */
  static void answer(
      Sockets sockets,
      PeerId peer,
      String place,
      Kind kind,
      IOException cause,
      Consumer<? super Dialled> whenDone) {
    sockets.metrics().failure("tcp", kind.word());
    String why =
        switch (kind) {
          case UNREACHABLE -> cause.getMessage() + "; check that it is up, and its address";
          case CLOSED -> "this endpoint is closed";
          default -> String.valueOf(cause.getMessage());
        };
    whenDone.accept(
        new Dialled.Unreachable(
            new HandshakeException(
                kind, "no connection with %s at %s: %s".formatted(peer, place, why), cause)));
  }

  /** The callback has thrown: if it was given a connection, it has not taken it. */
  private void onFailure(RuntimeException failure) {
    Failures.report(wire.sockets().metrics(), failure);
    phase = Phase.DONE;
    timer.cancel();
    link.close();
    wire.attemptEnded();
  }
}
