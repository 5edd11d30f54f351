package dev.handoff.delivery;

import dev.handoff.Bytes;
import dev.handoff.Clock;
import dev.handoff.Connection;
import dev.handoff.Deadline;
import dev.handoff.Dialer;
import dev.handoff.Fate;
import dev.handoff.FrameException;
import dev.handoff.Guard;
import dev.handoff.Loop;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.Promise;
import dev.handoff.Reason;
import dev.handoff.Receipt;
import dev.handoff.Scheduler;
import dev.handoff.SessionId;
import dev.handoff.Uncaught;
import dev.handoff.trace.EventSink;
import dev.handoff.trace.SpecAction;
import dev.handoff.trace.SpecAction.By;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * The sender's half of an acknowledged session over connections: {@code
 * spec/delivery/PeerDelivery.tla}.
 *
 * <p>A bounded outbox keeps every accepted message until the receiver has acknowledged it. The
 * session encodes the messages of the outbox into the sink of its connection and flushes. A write
 * that fails, or makes no progress for too long, ends the connection, both halves; the next one
 * resumes behind the last acknowledged message, and the receiver drops what it has had. Giving up
 * is explicit. A session that has ended does not begin again; a new one has a new name.
 *
 * <p>Thread-safe. {@link #offer}, {@link #giveUp}, {@link #sever} and {@link #close} never wait for
 * the network, and may be called on any thread; all other steps are taken by one loop. Two guards,
 * so that an offer does not wait for a system call: {@code wire} for the connection, held while it
 * is written and read, and {@code guard} for the outbox. Who needs both enters {@code wire} first.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>link</td><td>the loop, the dialer, giveUp, sever, close</td><td>volatile; written under
 * {@code wire}, read without only to look whether there is something to do</td></tr>
 * <tr><td>dialling, backoff</td><td>the loop, the dialer</td><td>{@code wire}</td></tr>
 * <tr><td>outbox, offers</td><td>offer, the loop, giveUp, sever</td><td>{@code guard}</td></tr>
 * <tr><td>closed, closing</td><td>the loop, giveUp, close</td><td>written under both guards, read
 * under either</td></tr>
 * <tr><td>lastFailure</td><td>the loop, the dialer</td><td>volatile; the last one wins</td></tr>
 * </table>
 */
@SuppressWarnings("try") // a section guards what is read in it, even if nothing is recorded
public final class Session {
  /** An orderly end that has begun. */
  private static final class Closing {
    private final CompletableFuture<CloseReport> report = new CompletableFuture<>();
    private long delivered;
    private long undelivered;
    private long unknown;
    private Scheduler.Timer deadline = () -> {};

    private CloseReport toReport() {
      return new CloseReport(delivered, undelivered, unknown);
    }

    private void count(Fate fate) {
      if (fate instanceof Fate.Delivered) {
        delivered++;
      } else if (fate instanceof Fate.Undelivered) {
        undelivered++;
      } else {
        unknown++;
      }
    }
  }

  private static final Fate GIVEN_UP = new Fate.Unknown(Reason.GIVEN_UP);
  private static final Fate ENCODE_FAILED = new Fate.Undelivered(Reason.ENCODE_FAILED);

  private final PeerId peer;
  private final SessionId id;
  private final SessionSettings settings;
  private final Encoder encoder;
  private final Dialer dialer;
  private final Scheduler scheduler;
  private final Clock clock;
  private final Metrics metrics;
  private final Loop loop;
  private final Guard wire;
  private final Guard guard;
  private final Backoff backoff;

  private volatile Optional<Link> link = Optional.empty();

  /** Whether the dialer, or the timer of a backoff, will come back to us. */
  private boolean dialling;

  private final Outbox outbox = new Outbox();
  private long offers;
  private boolean closed;
  private Optional<Closing> closing = Optional.empty();
  private volatile Optional<IOException> lastFailure = Optional.empty();

  /**
   * Creates a session without a connection; {@link #open} or the first offer makes it dial.
   *
   * @param random used by this session only, or thread-safe
   */
  public Session(
      PeerId peer,
      SessionId id,
      SessionSettings settings,
      Encoder encoder,
      Dialer dialer,
      Scheduler scheduler,
      Clock clock,
      RandomGenerator random,
      EventSink events,
      Metrics metrics) {
    this.peer = peer;
    this.id = id;
    this.settings = settings;
    this.encoder = encoder;
    this.dialer = dialer;
    this.scheduler = scheduler;
    this.clock = clock;
    this.metrics = metrics;
    this.loop = new Loop(scheduler, this::step, this::onFailure);
    this.wire = new Guard(events);
    this.guard = new Guard(events);
    this.backoff = new Backoff(settings.firstBackoff(), settings.maxBackoff(), random);
  }

  /** Returns the receiver. */
  public PeerId peer() {
    return peer;
  }

  /** Returns the name of the session. */
  public SessionId id() {
    return id;
  }

  /**
   * Begins to connect; without this the first offer does. The session connects again whenever it
   * has lost its connection, until it ends.
   */
  public void open() {
    loop.wake();
  }

  // The owner.

  /**
   * Offers a message. Never waits.
   *
   * @return delivered once the receiver has acknowledged the message; undelivered if it could not
   *     be encoded; unknown if the session was given up first. Refused at once if it is {@link
   *     Reason#TOO_LARGE}, the outbox is {@link Reason#FULL}, or the session is {@link
   *     Reason#CLOSED} or closing
   */
  @SpecAction(value = "PeerDelivery!Accept", arguments = "m", by = By.ENVIRONMENT)
  @SpecAction(value = "PeerDelivery!Refuse", arguments = "m", by = By.ENVIRONMENT)
  public Receipt offer(Bytes message) {
    if (message.size() > settings.maxMessageBytes()) {
      return refused(Reason.TOO_LARGE);
    }
    Promise promise;
    try (Guard.Section section = guard.enter()) {
      if (!closed && closing.isPresent()) {
        // To the specification nobody offers any more: its sender is closed by giving up only.
        return refused(Reason.CLOSED);
      }
      long number = ++offers;
      if (closed || outbox.size() >= settings.outboxMessages()) {
        section.record("PeerDelivery!Refuse", number);
        return refused(closed ? Reason.CLOSED : Reason.FULL);
      }
      Outbox.Entry entry = new Outbox.Entry(number, message);
      outbox.add(entry);
      promise = entry.promise;
      section.record("PeerDelivery!Accept", number);
    }
    loop.wake();
    return promise.receipt();
  }

  private Receipt refused(Reason reason) {
    Fate fate = new Fate.Refused(reason);
    metrics.fate(Wire.PROTOCOL, fate);
    return Receipt.of(fate);
  }

  /**
   * Ends the session and its connection, if it holds messages: they are returned one by one as
   * unknown.
   *
   * @return whether it did; a session that holds nothing has nothing to give up and stays open, see
   *     {@link #close}
   */
  @SpecAction(value = "PeerDelivery!GiveUp", by = By.ENVIRONMENT)
  public boolean giveUp() {
    boolean enabled;
    try (Guard.Section io = wire.enter();
        Guard.Section section = guard.enter()) {
      enabled = !closed && !outbox.isEmpty();
      if (enabled) {
        closed = true;
        outbox.abandon();
        endConnection(io);
        section.record("PeerDelivery!GiveUp");
        io.afterwards(loop::wake);
      }
    }
    return enabled;
  }

  /** Returns what went wrong last: of a connection, an attempt to open one, or an encoding. */
  public Optional<IOException> lastFailure() {
    return lastFailure;
  }

  /** Returns whether every offer is refused, because the session has ended or is about to. */
  public boolean isClosed() {
    try (Guard.Section io = wire.enter()) {
      return closed || closing.isPresent();
    }
  }

  /**
   * Refuses offers from now on, waits until every message is acknowledged, and ends the connection.
   * At the deadline it gives up.
   *
   * @return what became of the messages that the session holds now; of a second call, the same: the
   *     first deadline holds
   */
  public CompletionStage<CloseReport> close(Deadline deadline) {
    Closing ending;
    try (Guard.Section io = wire.enter();
        Guard.Section section = guard.enter()) {
      ending = closing.orElseGet(Closing::new);
      if (closing.isEmpty()) {
        closing = Optional.of(ending);
        if (!finishIfEmpty(io)) {
          ending.deadline = scheduler.schedule(deadline.remaining(clock), this::giveUp);
          io.afterwards(loop::wake);
        }
      }
    }
    return ending.report.minimalCompletionStage();
  }

  // The writer.

  /**
   * Encodes the next message of the outbox into the sink, if there is room: with one frame to a
   * sink, if it is empty.
   */
  @SpecAction(value = "PeerDelivery!Encode", arguments = "m")
  boolean encode() {
    Optional<Outbox.Entry> next = nextToEncode();
    if (next.isEmpty()) {
      return false;
    }
    Outbox.Entry entry = next.get();
    Bytes content = entry.content();
    if (!entry.isPrepared()) {
      try {
        content = encodeWhole(content);
      } catch (IOException | RuntimeException e) {
        return encodeFails(entry, e);
      }
    }
    boolean encoded;
    try (Guard.Section io = wire.enter();
        Guard.Section section = guard.enter()) {
      encoded = isToEncode(entry) && putIntoSink(entry, content);
      if (encoded) {
        section.record("PeerDelivery!Encode", entry.number);
      }
    }
    return encoded;
  }

  /** Keeps what the encoder made even if the sink has no room for it now. */
  private boolean putIntoSink(Outbox.Entry entry, Bytes content) {
    entry.prepare(content);
    Link on = link.orElseThrow();
    if (!on.hasRoomFor(content)) {
      return false;
    }
    on.encode(entry.number, content, clock.nanos());
    outbox.markSent();
    return true;
  }

  /** The encoder is called outside of the guards: nobody knows what it does. */
  private Bytes encodeWhole(Bytes message) throws IOException {
    Bytes content = encoder.encode(message);
    if (content.size() > settings.maxMessageBytes()) {
      throw new FrameException(
          FrameException.Kind.TOO_LONG,
          "encoded, a message of %d bytes has %d; at most %d are sent"
              .formatted(message.size(), content.size(), settings.maxMessageBytes()));
    }
    return content;
  }

  /**
   * Returns an entry that was never encoded, or whose frame the sink has room for: only then is
   * there something to do.
   */
  private Optional<Outbox.Entry> nextToEncode() {
    Optional<Outbox.Entry> next;
    try (Guard.Section io = wire.enter();
        Guard.Section section = guard.enter()) {
      next = link.flatMap(on -> outbox.firstUnsent().filter(entry -> hasRoomFor(on, entry)));
    }
    return next;
  }

  private static boolean hasRoomFor(Link on, Outbox.Entry entry) {
    return on.hasRoomFor(entry.isPrepared() ? entry.content() : Bytes.EMPTY);
  }

  /** The owner may have given up since the entry was picked. */
  private boolean isToEncode(Outbox.Entry entry) {
    return link.isPresent() && outbox.isFirstUnsent(entry);
  }

  /** Returns the message to its owner: none of its bytes were sent. The connection stays. */
  @SpecAction(value = "PeerDelivery!EncodeFails", arguments = "m", by = By.ENVIRONMENT)
  boolean encodeFails(Outbox.Entry entry, Exception cause) {
    boolean enabled;
    try (Guard.Section io = wire.enter();
        Guard.Section section = guard.enter()) {
      enabled = isToEncode(entry) && !entry.isPrepared();
      if (enabled) {
        metrics.failure(Wire.PROTOCOL, "encode-failed");
        lastFailure =
            Optional.of(cause instanceof IOException known ? known : new IOException(cause));
        outbox.removeFirstUnsent();
        settle(io, entry, ENCODE_FAILED);
        section.record("PeerDelivery!EncodeFails", entry.number);
        finishIfEmpty(io);
      }
    }
    return enabled;
  }

  /** Lets the connection take of the sink what it has room for. */
  @SpecAction("PeerDelivery!Flush")
  boolean flush() {
    boolean broken;
    try (Guard.Section io = wire.enter()) {
      if (link.isEmpty() || link.get().isFlushed()) {
        return false;
      }
      Link on = link.get();
      try {
        boolean moved = on.flush(clock.nanos()) > 0;
        if (moved) {
          io.record("PeerDelivery!Flush");
        }
        if (on.isFlushed()) {
          on.stopWaiting();
        } else {
          on.awaitProgress(scheduler, clock.nanos(), () -> expire(on));
        }
        return moved;
      } catch (IOException e) {
        lastFailure = Optional.of(e);
        on.receive(lastSent());
        broken = on.isBroken();
      }
    }
    return broken ? writeToBroken() : failWithIoError();
  }

  /** Has the loop try once more, and time the write out if that makes no progress either. */
  private void expire(Link on) {
    try (Guard.Section io = wire.enter()) {
      on.stopWaiting();
      on.readiness().raise();
      io.afterwards(loop::wake);
    }
  }

  /** Ends the connection if its write has made no progress for too long. */
  @SpecAction("PeerDelivery!TimeOutWrite")
  boolean timeOutWrite() {
    boolean stuck;
    try (Guard.Section io = wire.enter()) {
      stuck = link.isPresent() && link.get().isStuck(clock.nanos());
      if (stuck) {
        lose(io, "PeerDelivery!TimeOutWrite", "write-timeout");
      }
    }
    return stuck;
  }

  /** A write to a connection that is broken has failed, and takes the connection with it. */
  @SpecAction("PeerDelivery!WriteToBroken")
  boolean writeToBroken() {
    return failWrite("PeerDelivery!WriteToBroken", "write-to-broken");
  }

  /** A write has failed though the connection can still be read; it is ended all the same. */
  @SpecAction(value = "PeerDelivery!FailWithIoError", by = By.ENVIRONMENT)
  boolean failWithIoError() {
    return failWrite("PeerDelivery!FailWithIoError", "write-failed");
  }

  // The connection.

  private boolean failWrite(String action, String failure) {
    boolean writing;
    try (Guard.Section io = wire.enter()) {
      writing = link.isPresent() && !link.get().isFlushed();
      if (writing) {
        lose(io, action, failure);
      }
    }
    return writing;
  }

  /** Ends the connection if it is broken, as a reader sees it. */
  @SpecAction("PeerDelivery!NoticeReset")
  boolean noticeReset() {
    boolean broken;
    try (Guard.Section io = wire.enter()) {
      link.ifPresent(on -> on.receive(lastSent()));
      broken = link.filter(Link::isBroken).isPresent();
      if (broken) {
        lose(io, "PeerDelivery!NoticeReset", "connection-lost");
      }
    }
    return broken;
  }

  /**
   * Ends the connection, if there is one; the next one resumes. For a health check, say, that finds
   * the peer unwell.
   *
   * @return whether there was a connection
   */
  @SpecAction(value = "PeerDelivery!Sever", by = By.ENVIRONMENT)
  public boolean sever() {
    boolean severed = sever("severed");
    loop.wake();
    return severed;
  }

  private boolean sever(String failure) {
    boolean connected;
    try (Guard.Section io = wire.enter()) {
      connected = link.isPresent();
      if (connected) {
        lose(io, "PeerDelivery!Sever", failure);
      }
    }
    return connected;
  }

  /** Takes over a connection that was opened, and resumes behind the last acknowledged message. */
  @SpecAction("PeerDelivery!Connect")
  @SpecAction(
      value = "VoteQuorum!Resume",
      arguments = {"v", "c"})
  boolean connect(Connection connection) {
    boolean enabled;
    try (Guard.Section io = wire.enter();
        Guard.Section section = guard.enter()) {
      dialling = false;
      enabled = !closed && link.isEmpty();
      if (enabled) {
        byte dataType = outbox.hasCarried() ? Wire.RESUMED : Wire.DATA;
        link = Optional.of(new Link(connection, settings, dataType));
        section.record("PeerDelivery!Connect");
        io.afterwards(loop::wake);
      } else {
        io.afterwards(connection::close);
      }
    }
    return enabled;
  }

  private void lose(Guard.Section io, String action, String failure) {
    metrics.failure(Wire.PROTOCOL, failure);
    endConnection(io);
    try (Guard.Section section = guard.enter()) {
      outbox.rewind();
      section.record(action);
    }
  }

  private void endConnection(Guard.Section io) {
    link.ifPresent(
        ended -> {
          ended.stopWaiting();
          io.afterwards(ended.connection()::close);
        });
    link = Optional.empty();
  }

  private boolean dial() {
    try (Guard.Section io = wire.enter()) {
      if (closed || dialling || link.isPresent()) {
        return false;
      }
      Duration wait = backoff.next();
      if (wait.isZero()) {
        io.afterwards(this::call);
      } else {
        scheduler.schedule(wait, this::call);
      }
      // Last: if one of these throws, nobody will come back.
      backoff.attempt();
      dialling = true;
      return true;
    }
  }

  private void call() {
    try (Guard.Section io = wire.enter()) {
      if (closed) {
        return;
      }
    }
    try {
      dialer.dial(peer, id, this::answer);
    } catch (RuntimeException e) {
      // A dialer that throws has not taken the call.
      answer(new Dialer.Dialled.Unreachable(new IOException(e)));
    }
  }

  private void answer(Dialer.Dialled dialled) {
    if (dialled instanceof Dialer.Dialled.Connected connected) {
      connect(connected.connection());
    } else {
      lastFailure = Optional.of(((Dialer.Dialled.Unreachable) dialled).cause());
      metrics.failure(Wire.PROTOCOL, "unreachable");
      try (Guard.Section io = wire.enter()) {
        dialling = false;
        io.afterwards(loop::wake);
      }
    }
  }

  // What the owner is told.

  /** Reads an acknowledgement, if need be and one is there, and tells the owner of the head. */
  @SpecAction(value = "PeerDelivery!TellDelivered", arguments = "m")
  boolean tellDelivered() {
    return tellDelivered(1);
  }

  /** A cumulative acknowledgement is several of these steps, in one section. */
  private boolean tellDelivered(int atMost) {
    try (Guard.Section io = wire.enter()) {
      if (link.isEmpty()) {
        return false;
      }
      Link on = link.get();
      if (!isHeadAcknowledged(on)) {
        on.receive(lastSent());
      }
      int told = 0;
      try (Guard.Section section = guard.enter()) {
        while (told < atMost && outbox.isHeadSent(on.acknowledged())) {
          Outbox.Entry head = outbox.remove();
          settle(io, head, Fate.DELIVERED);
          section.record("PeerDelivery!TellDelivered", head.number);
          told++;
        }
        if (told > 0) {
          backoff.succeed();
          finishIfEmpty(io);
        }
      }
      return told > 0;
    }
  }

  private boolean isHeadAcknowledged(Link on) {
    try (Guard.Section section = guard.enter()) {
      return outbox.isHeadSent(on.acknowledged());
    }
  }

  private long lastSent() {
    try (Guard.Section section = guard.enter()) {
      return outbox.lastSent();
    }
  }

  /** Returns the head of the outbox to its owner, once the session was given up. */
  @SpecAction(value = "PeerDelivery!TellUnknown", arguments = "m")
  boolean tellUnknown() {
    return tellUnknown(1);
  }

  private boolean tellUnknown(int atMost) {
    try (Guard.Section io = wire.enter();
        Guard.Section section = guard.enter()) {
      int told = 0;
      while (told < atMost && closed && !outbox.isEmpty()) {
        Outbox.Entry head = outbox.remove();
        settle(io, head, GIVEN_UP);
        section.record("PeerDelivery!TellUnknown", head.number);
        told++;
      }
      if (told > 0) {
        finishIfEmpty(io);
      }
      return told > 0;
    }
  }

  private void settle(Guard.Section io, Outbox.Entry entry, Fate fate) {
    metrics.fate(Wire.PROTOCOL, fate);
    closing.ifPresent(ending -> ending.count(fate));
    io.settle(entry.promise, fate);
  }

  private boolean finishIfEmpty(Guard.Section io) {
    if (closing.isEmpty() || !outbox.isEmpty()) {
      return false;
    }
    closed = true;
    endConnection(io);
    // Whoever hears the report may close the scheduler.
    loop.end();
    Closing ended = closing.get();
    ended.deadline.cancel();
    io.afterwards(() -> ended.report.complete(ended.toReport()));
    return true;
  }

  // The loop.

  private boolean step() {
    int atMost = scheduler.quantum();
    return tellUnknown(atMost) || receive(atMost) || encode() || write() || dial();
  }

  private boolean receive(int atMost) {
    Optional<Link> seen = link;
    if (seen.isEmpty() || !seen.get().readiness().isReadable()) {
      return false;
    }
    Link on = seen.get();
    if (tellDelivered(atMost)) {
      return true;
    }
    if (on.isSessionLost()) {
      metrics.failure(Wire.PROTOCOL, "session-lost");
      return giveUp() || sever("lost-without-cause");
    }
    if (on.failure().isPresent()) {
      lastFailure = on.failure();
      return on.isBroken() ? noticeReset() : sever("malformed-answer");
    }
    on.readiness().awaitReadable(loop::wake);
    return false;
  }

  private boolean write() {
    Optional<Link> seen = link;
    if (seen.isEmpty() || seen.get().isFlushed() || !seen.get().readiness().isWritable()) {
      return false;
    }
    Link on = seen.get();
    if (flush() || on.isFlushed() || timeOutWrite()) {
      return true;
    }
    on.readiness().awaitWritable(loop::wake);
    return false;
  }

  /** Something around the session threw what it must not; a new connection is a new beginning. */
  private void onFailure(RuntimeException failure) {
    if (sever("step-failed")) {
      loop.wake();
    }
    Uncaught.report(failure);
  }

  /**
   * The variables of the specification that are the sender's.
   *
   * @param outbox the numbers of the messages in the outbox
   * @param sent how many of them this connection carries
   * @param encoded how many of them were ever encoded
   * @param closed whether the session was given up or has ended
   * @param inUse whether there is a connection, as far as the sender knows
   * @param sinkBytes how many encoded bytes the connection has not taken
   */
  record State(
      List<Long> outbox, int sent, int encoded, boolean closed, boolean inUse, int sinkBytes) {}

  State state() {
    try (Guard.Section io = wire.enter();
        Guard.Section section = guard.enter()) {
      return new State(
          outbox.numbers(),
          outbox.sent(),
          outbox.encoded(),
          closed,
          link.isPresent(),
          link.map(Link::bufferedBytes).orElse(0));
    }
  }
}
