package dev.handoff.tcp;

import dev.handoff.Scheduler;
import dev.handoff.tcp.Sockets.Slot;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A socket on the reactor, from its birth to its orderly end.
 *
 * <p>A socket that is closed while bytes from the other side are unread resets the connection, and
 * a reset destroys what was flushed but has not arrived. So a wire ends in order: its owner sends
 * what it owes and then {@link #endOutput}, while what comes in is read and thrown away; the socket
 * is closed when both directions have ended. The settings bound how long this may take and how many
 * bytes may come in; beyond that the socket is closed, whatever that destroys.
 *
 * <p>Thread-safe.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>owner</td><td>the thread that has the handshake</td><td>volatile</td></tr>
 * <tr><td>ending, gone</td><td>any thread, once</td><td>compare-and-set</td></tr>
 * <tr><td>inputEnded, outputEnded</td><td>reader or reactor; owner; to true only</td><td>volatile</td></tr>
 * <tr><td>timer</td><td>the thread that sets ending</td><td>volatile</td></tr>
 * <tr><td>slot</td><td>who admits the wire; who ends it</td><td>compare-and-set</td></tr>
 * <tr><td>discarded</td><td>the reactor's thread</td><td>confined to it</td></tr>
 * </table>
 */
final class Wire implements Reactor.Selected {
  /** Who uses the wire at present. */
  interface Owner {
    /** The operations can be tried now. On the reactor's thread; must not block. */
    void ready(int ops);

    /** The endpoint is closing. */
    void close();
  }

  /** What an array of the caller's gives or takes at once: the JDK copies it, off the heap. */
  private static final int MAX_COPY_BYTES = 64 << 10;

  private final SocketChannel channel;
  private final SocketAddress remote;
  private final Reactor reactor;
  private final Sockets sockets;
  private final SelectionKey key;
  private final AtomicReference<Slot> slot;
  private final AtomicBoolean ending = new AtomicBoolean();
  private final AtomicBoolean gone = new AtomicBoolean();
  private volatile Owner owner = new Nobody();
  private volatile boolean inputEnded;
  private volatile boolean outputEnded;
  private volatile Scheduler.Timer timer = () -> {};
  private int discarded;

  /**
   * Puts the channel on the reactor. If that fails the channel and the slot are still the caller's.
   *
   * @param slot an acquired one, released when the wire is gone
   */
  Wire(SocketChannel channel, SocketAddress remote, Reactor reactor, Sockets sockets, Slot slot)
      throws IOException {
    this.channel = channel;
    this.remote = remote;
    this.reactor = reactor;
    this.sockets = sockets;
    this.slot = new AtomicReference<>(slot);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, sockets.settings().sendBufferBytes());
    channel.setOption(StandardSocketOptions.SO_RCVBUF, sockets.settings().receiveBufferBytes());
    this.key = reactor.register(channel, this);
    sockets.add(this);
  }

  SocketAddress remote() {
    return remote;
  }

  Sockets sockets() {
    return sockets;
  }

  /** Hands the wire over; an owner that comes after the endpoint was closed is closed at once. */
  void belongsTo(Owner next) {
    owner = next;
    if (sockets.isClosed()) {
      next.close();
    }
  }

  void closeOwner() {
    owner.close();
  }

  /** Says that the handshake is over, and that whoever waited for it has been told. */
  void attemptEnded() {
    sockets.attemptEnded();
    reactor.wake();
  }

  /** Trades the slot for one of a connection; returns whether there was one. */
  boolean admit() {
    if (!sockets.acquire(Slot.CONNECTION)) {
      return false;
    }
    boolean traded = slot.compareAndSet(Slot.HANDSHAKE, Slot.CONNECTION);
    sockets.release(traded ? Slot.HANDSHAKE : Slot.CONNECTION);
    return traded;
  }

  /** Begins to connect; returns whether that is done already. */
  boolean connect() throws IOException {
    return channel.connect(remote);
  }

  /** Returns whether the connection stands; if not, it is waited for. */
  boolean finishConnect() throws IOException {
    return channel.finishConnect();
  }

  /** Reads what has arrived; -1 if the other side has ended its half. */
  int read(ByteBuffer into) throws IOException {
    int limit = into.limit();
    if (!into.isDirect() && into.remaining() > MAX_COPY_BYTES) {
      into.limit(into.position() + MAX_COPY_BYTES);
    }
    try {
      int count = channel.read(into);
      if (count < 0) {
        inputEnded = true;
      }
      return count;
    } finally {
      into.limit(limit);
    }
  }

  /** Writes what the system has room for. */
  int write(ByteBuffer bytes) throws IOException {
    if (bytes.isDirect() || bytes.remaining() <= MAX_COPY_BYTES) {
      return channel.write(bytes);
    }
    int start = bytes.position();
    int limit = bytes.limit();
    try {
      do {
        bytes.limit(Math.min(limit, bytes.position() + MAX_COPY_BYTES));
        channel.write(bytes);
      } while (!bytes.hasRemaining() && bytes.position() < limit);
    } finally {
      bytes.limit(limit);
    }
    return bytes.position() - start;
  }

  /** Tells the owner, once, when the operations can be tried; returns false if the wire is gone. */
  boolean arm(int ops) {
    return reactor.arm(key, ops);
  }

  /** Begins the end: from here on what comes in is thrown away, and time is short. */
  void beginEnd() {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    try {
      timer = sockets.scheduler().schedule(sockets.settings().lingerTimeout(), this::abort);
    } catch (RejectedExecutionException e) {
      // Without a timer nothing would bound how long the socket stays.
      abort();
      return;
    }
    if (gone.get()) {
      timer.cancel();
    }
    arm(SelectionKey.OP_READ);
  }

  /** Says that no more will be written; what was written is still sent. */
  void endOutput() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      // The connection is broken or gone already: there is nothing to end in order.
      abort();
      return;
    }
    outputEnded = true;
    goIfDone();
  }

  private void goIfDone() {
    if (inputEnded && outputEnded) {
      abort();
    }
  }

  @Override
  public void selected(int readyOps) {
    if (!ending.get()) {
      owner.ready(readyOps);
      return;
    }
    if ((readyOps & SelectionKey.OP_READ) != 0) {
      discard();
    }
    if ((readyOps & SelectionKey.OP_WRITE) != 0) {
      owner.ready(SelectionKey.OP_WRITE);
    }
  }

  private void discard() {
    try {
      int count = read(reactor.scratch());
      while (count > 0) {
        discarded += count;
        if (discarded > sockets.settings().lingerBytes()) {
          abort();
          return;
        }
        count = read(reactor.scratch());
      }
      if (count < 0) {
        goIfDone();
      } else {
        arm(SelectionKey.OP_READ);
      }
    } catch (IOException e) {
      // Reset by the other side, which wants nothing of what is still on its way.
      abort();
    }
  }

  @Override
  public void failed() {
    abort();
  }

  /** Closes the socket now, whatever that destroys. */
  void abort() {
    if (!gone.compareAndSet(false, true)) {
      return;
    }
    timer.cancel();
    try {
      channel.close();
    } catch (IOException e) {
      sockets.metrics().failure("tcp", "close");
    }
    sockets.release(slot.getAndSet(Slot.NONE));
    sockets.remove(this);
    reactor.wake();
  }

  /** The owner of a wire that nobody has yet. */
  private final class Nobody implements Owner {
    @Override
    public void ready(int ops) {}

    @Override
    public void close() {
      abort();
    }
  }
}
