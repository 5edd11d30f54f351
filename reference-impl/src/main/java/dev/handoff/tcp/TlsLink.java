package dev.handoff.tcp;

import dev.handoff.Digest;
import dev.handoff.Guard;
import dev.handoff.trace.EventSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.security.cert.CertificateEncodingException;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * Bytes under TLS.
 *
 * <p>Until TLS is established the link drives itself: each time the socket can be read or written
 * {@link #advance} runs on the scheduler, and nothing can be written or read. From then on the
 * caller's threads encrypt and decrypt, and what TLS has to say in between (new keys, tickets) goes
 * along with that. What takes long, the engine's delegated tasks, runs on the scheduler outside of
 * the lock.
 *
 * <p>The other side's end counts only if TLS says so (close_notify): an end of the socket without
 * it may be an attacker's, so it is a failure. A listener may be called for what TLS itself has to
 * say; then there is nothing to read. What was taken is encrypted already; it has left this process
 * when {@code outgoing} is empty.
 *
 * <p>Thread-safe as {@link dev.handoff.Connection} says. The engine serializes wrapping and
 * unwrapping by a lock of its own, so that one guard for both loses nothing.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>engine, its buffers, starved, working, readFailure, writeFailure</td><td>callers, the
 * scheduler's tasks; the reactor while closing</td><td>guard</td></tr>
 * <tr><td>phase</td><td>the same</td><td>written under the guard; volatile for the reactor</td></tr>
 * <tr><td>owing</td><td>reader, reactor</td><td>written under the guard; volatile for the reactor</td></tr>
 * </table>
 */
final class TlsLink implements Link {
  private enum Phase {
    HANDSHAKE,
    ESTABLISHED,
    /** Only what is encrypted already still goes out. */
    ENDING
  }

  /** How many encrypted records wait for the system at most. */
  private static final int RECORDS_BUFFERED = 4;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Guard guard = new Guard(EventSink.NONE);
  private final Wire wire;
  private final SSLEngine engine;
  private final ListenerSlot readable;
  private final ListenerSlot writable;

  /** From the socket, not decrypted yet; in reading mode between two calls. */
  private final ByteBuffer incoming;

  /** Encrypted, not with the system yet; in writing mode between two calls. */
  private final ByteBuffer outgoing;

  /** Decrypted, not read yet; in reading mode between two calls. */
  private final ByteBuffer decrypted;

  private final int recordBytes;
  private volatile Phase phase = Phase.HANDSHAKE;

  /** Whether a reader has left bytes in {@code outgoing} that no writer knows of. */
  private volatile boolean owing;

  /** Whether {@code incoming} holds no whole record, so that the socket must be read first. */
  private boolean starved = true;

  /** Whether delegated tasks are running. */
  private boolean working;

  private Optional<IOException> readFailure = Optional.empty();
  private Optional<IOException> writeFailure = Optional.empty();

  /**
   * Creates a link; {@link #start} begins the handshake of TLS.
   *
   * @param engine with its mode set
   */
  TlsLink(Wire wire, SSLEngine engine) {
    this.wire = wire;
    this.engine = engine;
    this.readable = new ListenerSlot(wire.sockets().scheduler());
    this.writable = new ListenerSlot(wire.sockets().scheduler());
    this.recordBytes = engine.getSession().getPacketBufferSize();
    this.incoming = ByteBuffer.allocate(2 * recordBytes).flip();
    this.outgoing = ByteBuffer.allocate(RECORDS_BUFFERED * recordBytes);
    this.decrypted = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
  }

  @Override
  public void start() {
    wire.belongsTo(this);
    wire.sockets().scheduler().execute(this::advance);
  }

  // The handshake of TLS, up to ESTABLISHED.

  /** Takes the handshake as far as it goes, and waits for what it needs then. */
  private void advance() {
    try (Guard.Section section = guard.enter()) {
      if (phase != Phase.HANDSHAKE || working) {
        return;
      }
      try {
        if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
          engine.beginHandshake();
        }
        boolean moved = true;
        while (moved && isHandshaking()) {
          moved = step(section, NOTHING);
        }
        boolean sent = send();
        if (!isHandshaking()) {
          establish(section);
        } else if (engine.isInboundDone()) {
          throw new SSLException("the other side ended TLS before it was established");
        } else if (!working) {
          awaitSocket(sent);
        }
      } catch (IOException e) {
        fail(section, e);
      }
    }
  }

  /** Waits for what the engine needs and no more, or the reactor would come again and again. */
  private void awaitSocket(boolean sent) {
    int toRead =
        engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP ? SelectionKey.OP_READ : 0;
    wire.arm(toRead | (sent ? 0 : SelectionKey.OP_WRITE));
  }

  private boolean isHandshaking() {
    return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
  }

  private void establish(Guard.Section section) {
    phase = Phase.ESTABLISHED;
    leaveToReactor();
    // Those who have waited look for themselves; they come again if there is nothing yet.
    section.afterwards(readable::call);
    section.afterwards(writable::call);
  }

  // Steps of the engine, under the guard.

  /** Lets the engine take its next step; what is decrypted goes to {@code into} if it fits. */
  private boolean step(Guard.Section section, ByteBuffer into) throws IOException {
    if (!working && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      return wrap(NOTHING);
    }
    return hear(section, into);
  }

  /** Lets the engine take its next step, but not speak. */
  private boolean hear(Guard.Section section, ByteBuffer into) throws IOException {
    if (working) {
      return false;
    }
    return engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK
        ? startTasks(section)
        : unwrap(into);
  }

  private boolean startTasks(Guard.Section section) {
    working = true;
    section.afterwards(() -> wire.sockets().scheduler().execute(this::runTasks));
    return false;
  }

  /** One of them may throw; the engine says so in its next step. */
  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
    try (Guard.Section section = guard.enter()) {
      working = false;
      section.afterwards(
          phase == Phase.HANDSHAKE
              ? this::advance
              : () -> {
                readable.call();
                writable.call();
              });
    }
  }

  /** Encrypts a record; returns false if there is no room for one, or the engine made none. */
  private boolean wrap(ByteBuffer bytes) throws IOException {
    if (outgoing.remaining() < recordBytes) {
      send();
      if (outgoing.remaining() < recordBytes) {
        return false;
      }
    }
    SSLEngineResult result = engine.wrap(bytes, outgoing);
    return result.bytesConsumed() + result.bytesProduced() > 0;
  }

  /** Decrypts a record; returns false if there is none. */
  private boolean unwrap(ByteBuffer into) throws IOException {
    if (engine.isInboundDone() || (starved && !receive())) {
      return false;
    }
    SSLEngineResult result = engine.unwrap(incoming, into);
    if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
      // It is empty: a record is decrypted only when those before it have been read.
      result = engine.unwrap(incoming, decrypted.clear());
      decrypted.flip();
    }
    boolean underflow = result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW;
    starved = underflow || !incoming.hasRemaining();
    return underflow
        || result.getStatus() == SSLEngineResult.Status.CLOSED
        || result.bytesConsumed() + result.bytesProduced() > 0
        || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
  }

  /** Reads from the socket; returns whether something came. */
  private boolean receive() throws IOException {
    incoming.compact();
    int count;
    try {
      count = wire.read(incoming);
    } finally {
      incoming.flip();
    }
    if (count < 0) {
      throw new SSLException(
          "the other side ended the connection and TLS did not say so, so bytes may be missing");
    }
    return count > 0;
  }

  /** Passes to the system what is encrypted; returns whether that is all. */
  private boolean send() throws IOException {
    outgoing.flip();
    try {
      if (outgoing.hasRemaining()) {
        wire.write(outgoing);
      }
      return !outgoing.hasRemaining();
    } finally {
      outgoing.compact();
    }
  }

  /** Lets the reactor pass on what no writer knows of. */
  private void leaveToReactor() {
    owing = outgoing.position() > 0;
    if (owing) {
      wire.arm(SelectionKey.OP_WRITE);
    }
  }

  // For the callers.

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    try (Guard.Section section = guard.enter()) {
      check(writeFailure);
      if (phase == Phase.HANDSHAKE) {
        return 0;
      }
      int start = bytes.position();
      try {
        while (bytes.hasRemaining() && encrypt(section, bytes)) {}
      } catch (SSLException e) {
        throw fail(section, e);
      } catch (IOException e) {
        throw failWriting(section, e);
      }
      return bytes.position() - start;
    }
  }

  private boolean encrypt(Guard.Section section, ByteBuffer bytes) throws IOException {
    if (working) {
      return false;
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      return startTasks(section);
    }
    return wrap(bytes);
  }

  @Override
  public boolean flush() throws IOException {
    try (Guard.Section section = guard.enter()) {
      check(writeFailure);
      try {
        return send();
      } catch (IOException e) {
        throw failWriting(section, e);
      }
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    try (Guard.Section section = guard.enter()) {
      check(readFailure);
      if (phase == Phase.HANDSHAKE) {
        return 0;
      }
      int start = into.position();
      try {
        decrypt(section, into);
      } catch (IOException e) {
        fail(section, e);
      }
      int count = into.position() - start;
      if (count > 0) {
        return count;
      }
      check(readFailure);
      return engine.isInboundDone() && into.hasRemaining() ? -1 : 0;
    }
  }

  private void decrypt(Guard.Section section, ByteBuffer into) throws IOException {
    boolean moved = true;
    while (moved && into.hasRemaining()) {
      if (decrypted.hasRemaining()) {
        int count = Math.min(decrypted.remaining(), into.remaining());
        into.put(decrypted.slice(decrypted.position(), count));
        decrypted.position(decrypted.position() + count);
      } else {
        answer(section);
        moved = hear(section, into);
      }
    }
  }

  /**
   * Says what the engine wants to say after what it has heard: new keys, most often. If there is no
   * room for it reading goes on all the same, and a writer says it later: two sides that read only
   * when they can write would wait for each other for ever.
   */
  private void answer(Guard.Section section) throws SSLException {
    if (working
        || writeFailure.isPresent()
        || engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
      return;
    }
    try {
      if (wrap(NOTHING)) {
        send();
        leaveToReactor();
      }
    } catch (SSLException e) {
      throw e;
    } catch (IOException e) {
      failWriting(section, e);
    }
  }

  @Override
  public void onWritable(Runnable listener) {
    try (Guard.Section section = guard.enter()) {
      writable.set(listener);
      if (phase == Phase.ENDING || writeFailure.isPresent()) {
        section.afterwards(writable::call);
      } else if (phase == Phase.ESTABLISHED && !working && !wire.arm(SelectionKey.OP_WRITE)) {
        section.afterwards(writable::call);
      }
    }
  }

  @Override
  public void onReadable(Runnable listener) {
    try (Guard.Section section = guard.enter()) {
      readable.set(listener);
      if (phase == Phase.ENDING || readFailure.isPresent()) {
        section.afterwards(readable::call);
      } else if (phase == Phase.ESTABLISHED && !working) {
        boolean there = decrypted.hasRemaining() || !starved || engine.isInboundDone();
        if (there || !wire.arm(SelectionKey.OP_READ)) {
          section.afterwards(readable::call);
        }
      }
    }
  }

  @Override
  public Optional<Digest> certificate() {
    try {
      return Optional.of(TlsIdentity.fingerprint(engine.getSession().getPeerCertificates()[0]));
    } catch (SSLException | CertificateEncodingException e) {
      return Optional.empty();
    }
  }

  // The reactor.

  @Override
  public void ready(int ops) {
    switch (phase) {
      case HANDSHAKE -> wire.sockets().scheduler().execute(this::advance);
      case ESTABLISHED -> {
        if ((ops & SelectionKey.OP_READ) != 0) {
          readable.call();
        }
        if ((ops & SelectionKey.OP_WRITE) != 0) {
          if (owing) {
            pay();
          }
          writable.call();
        }
      }
      case ENDING -> pay();
    }
  }

  /** Passes on what is owed; while ending, ends the socket's output after it. */
  private void pay() {
    try (Guard.Section section = guard.enter()) {
      try {
        boolean all = send();
        if (phase == Phase.ENDING && all) {
          sayGoodbye();
          all = send();
        }
        leaveToReactor();
        if (phase == Phase.ENDING && all) {
          section.afterwards(wire::endOutput);
        }
      } catch (IOException e) {
        if (phase == Phase.ENDING) {
          section.afterwards(wire::abort);
        } else {
          failWriting(section, e);
        }
      }
    }
  }

  // The end.

  @Override
  public void close() {
    try (Guard.Section section = guard.enter()) {
      IOException closed = new ClosedChannelException();
      if (phase == Phase.ENDING) {
        readFailure = Optional.of(closed);
        writeFailure = readFailure;
      } else {
        end(section, closed);
      }
    }
  }

  /** The link is of no use any more; the other side is told so by an alert. */
  private IOException fail(Guard.Section section, IOException cause) {
    if (phase != Phase.ENDING) {
      end(section, cause);
    }
    return cause;
  }

  /** What has come in before may still be read. */
  private IOException failWriting(Guard.Section section, IOException cause) {
    writeFailure = Optional.of(cause);
    section.afterwards(writable::call);
    return cause;
  }

  private void end(Guard.Section section, IOException why) {
    readFailure = Optional.of(why);
    writeFailure = readFailure;
    phase = Phase.ENDING;
    engine.closeOutbound();
    section.afterwards(
        () -> {
          wire.beginEnd();
          pay();
          readable.call();
          writable.call();
        });
  }

  /** Encrypts the alert or the close_notify that the engine has left; there is room for it. */
  private void sayGoodbye() {
    try {
      while (!engine.isOutboundDone() && wrap(NOTHING)) {}
    } catch (IOException e) {
      // Then the other side hears nothing, as when this machine had failed: no promise is broken.
      wire.sockets().metrics().failure("tcp", "close-notify");
    }
  }

  private void check(Optional<IOException> failure) throws IOException {
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
