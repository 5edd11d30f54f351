package dev.handoff.delivery;

import dev.handoff.Connection;

/**
 * Whether it is worth while to read or to write a connection: yes, until it had nothing or took
 * nothing, and again once it says so.
 *
 * <p>The flags are lowered by the loop that waits, and raised by the connection's listeners at any
 * time.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>readable, writable</td><td>the loop lowers, the listeners raise</td><td>volatile; lowered
 * before the listener is registered, so that no raise is lost</td></tr>
 * </table>
 */
final class Readiness {
  private final Connection connection;
  private volatile boolean readable = true;
  private volatile boolean writable = true;

  Readiness(Connection connection) {
    this.connection = connection;
  }

  boolean isReadable() {
    return readable;
  }

  boolean isWritable() {
    return writable;
  }

  /** Raises both flags: the loop is to try. */
  void raise() {
    readable = true;
    writable = true;
  }

  void awaitReadable(Runnable wake) {
    readable = false;
    connection.onReadable(
        () -> {
          readable = true;
          wake.run();
        });
  }

  void awaitWritable(Runnable wake) {
    writable = false;
    connection.onWritable(
        () -> {
          writable = true;
          wake.run();
        });
  }
}
