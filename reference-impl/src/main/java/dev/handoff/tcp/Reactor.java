package dev.handoff.tcp;

import dev.handoff.Metrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.BooleanSupplier;

/**
 * The one thread that waits for all sockets of an endpoint. Interest is for once: what was reported
 * is not waited for again until somebody asks anew, so that nobody is told twice and the thread
 * never spins.
 *
 * <p>The thread only passes on: no handshake, no cryptography and no listener runs on it. An
 * exception in the affairs of one socket ends that socket, not the thread.
 *
 * <p>Thread-safe. Asking for a socket from another thread takes effect at once, since JDK 11: the
 * interest is set atomically, and the thread is woken to look.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>selector</td><td>any thread registers, arms and wakes</td><td>the selector's own</td></tr>
 * <tr><td>scratch</td><td>the reactor's thread</td><td>confined to it</td></tr>
 * </table>
 */
final class Reactor {
  /** What a socket on the reactor has to do with it. */
  interface Selected {
    /** Is called on the reactor's thread; must not block. */
    void selected(int readyOps);

    /** {@link #selected} has thrown what it should not. */
    void failed();
  }

  private static final int SCRATCH_BYTES = 64 << 10;

  private final Selector selector;
  private final Metrics metrics;
  private final Thread thread;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);

  private Reactor(
      Selector selector, String name, Metrics metrics, BooleanSupplier done, Runnable whenDone) {
    this.selector = selector;
    this.metrics = metrics;
    this.thread = new Thread(() -> run(done, whenDone), name);
    thread.setDaemon(true);
  }

  /**
   * Starts the thread.
   *
   * @param done says whether the thread may end; asked after each {@link #wake}
   * @param whenDone runs last of all on the thread
   */
  static Reactor start(String name, Metrics metrics, BooleanSupplier done, Runnable whenDone)
      throws IOException {
    Reactor reactor = new Reactor(Selector.open(), name, metrics, done, whenDone);
    reactor.thread.start();
    return reactor;
  }

  /** Puts the channel on the selector, with no interest yet. */
  SelectionKey register(SelectableChannel channel, Selected selected) throws IOException {
    channel.configureBlocking(false);
    try {
      return channel.register(selector, 0, selected);
    } catch (ClosedSelectorException e) {
      throw new IOException("the endpoint is closed", e);
    }
  }

  /**
   * Waits, once, for those operations too.
   *
   * @return whether it does; not if the channel was closed
   */
  boolean arm(SelectionKey key, int ops) {
    try {
      key.interestOpsOr(ops);
    } catch (CancelledKeyException e) {
      return false;
    }
    wake();
    return true;
  }

  /** Makes the thread look at what has changed. */
  void wake() {
    if (Thread.currentThread() != thread) {
      selector.wakeup();
    }
  }

  /** Returns a buffer for bytes that nobody wants; for the reactor's thread only. */
  ByteBuffer scratch() {
    return scratch.clear();
  }

  private void run(BooleanSupplier done, Runnable whenDone) {
    try (selector) {
      while (!done.getAsBoolean()) {
        selector.select(this::dispatch);
      }
      // Sockets that were closed are the system's to free once their keys are gone.
      selector.selectNow();
    } catch (IOException e) {
      metrics.failure("tcp", "selector");
    } finally {
      whenDone.run();
    }
  }

  private void dispatch(SelectionKey key) {
    Selected selected = (Selected) key.attachment();
    try {
      int ready = key.readyOps();
      key.interestOpsAnd(~ready);
      selected.selected(ready);
    } catch (CancelledKeyException e) {
      // Closed a moment ago by another thread, which has told whom it concerns.
      return;
    } catch (RuntimeException | Error e) {
      metrics.failure("tcp", "selector");
      selected.failed();
    }
  }
}
