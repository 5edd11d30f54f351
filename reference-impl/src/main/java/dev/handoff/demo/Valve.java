package dev.handoff.demo;

import dev.handoff.Connection;
import dev.handoff.PeerId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Stops a validator from reading, on all of its connections at once: what a peer does that hangs,
 * or chooses not to read.
 *
 * <p>Thread-safe, guarded by this.
 */
final class Valve {
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean shut;

  /** Lets nothing more be read. */
  synchronized void shut() {
    shut = true;
  }

  /** Lets everything be read again. */
  void open() {
    List<Runnable> listeners;
    synchronized (this) {
      shut = false;
      listeners = List.copyOf(waiting);
      waiting.clear();
    }
    listeners.forEach(Runnable::run);
  }

  private synchronized boolean isShut() {
    return shut;
  }

  /** Calls the listener now, or when the valve opens. */
  private void pass(Runnable listener) {
    synchronized (this) {
      if (shut) {
        waiting.add(listener);
        return;
      }
    }
    listener.run();
  }

  /** Returns the connection as this validator sees it. */
  Connection on(Connection connection) {
    return new Connection() {
      @Override
      public PeerId peer() {
        return connection.peer();
      }

      @Override
      public int write(ByteBuffer bytes) throws IOException {
        return connection.write(bytes);
      }

      @Override
      public boolean flush() throws IOException {
        return connection.flush();
      }

      @Override
      public void onWritable(Runnable listener) {
        connection.onWritable(listener);
      }

      @Override
      public int read(ByteBuffer into) throws IOException {
        return isShut() ? 0 : connection.read(into);
      }

      @Override
      public void onReadable(Runnable listener) {
        connection.onReadable(() -> pass(listener));
      }

      @Override
      public void close() {
        connection.close();
      }
    };
  }
}
