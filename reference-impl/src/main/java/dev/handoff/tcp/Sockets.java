package dev.handoff.tcp;

import dev.handoff.Metrics;
import dev.handoff.Scheduler;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All wires of an endpoint, and how many there may be: a wire holds a slot from its birth until its
 * socket is closed, one of those for handshakes or one of those for connections.
 *
 * <p>Thread-safe: a concurrent set and semaphores that nobody waits for.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>wires</td><td>each wire, at its birth and its end</td><td>concurrent set</td></tr>
 * <tr><td>attempts</td><td>each handshake, at its beginning and its end</td><td>atomic</td></tr>
 * <tr><td>handshakes, connections</td><td>whoever opens, admits or ends a wire</td><td>semaphore</td></tr>
 * <tr><td>closed</td><td>who closes the endpoint; to true only</td><td>volatile</td></tr>
 * </table>
 */
final class Sockets {
  /** What a wire holds. */
  enum Slot {
    /** One of those for sockets that have not shown who they are. */
    HANDSHAKE,
    /** One of those for connections. */
    CONNECTION,
    /** None: the wire is gone. */
    NONE
  }

  private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
  private final TcpSettings settings;
  private final Scheduler scheduler;
  private final Metrics metrics;
  private final Semaphore handshakes;
  private final Semaphore connections;
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile boolean closed;

  Sockets(TcpSettings settings, Scheduler scheduler, Metrics metrics) {
    this.settings = settings;
    this.scheduler = scheduler;
    this.metrics = metrics;
    this.handshakes = new Semaphore(settings.maxHandshakes());
    this.connections = new Semaphore(settings.maxConnections());
  }

  TcpSettings settings() {
    return settings;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Metrics metrics() {
    return metrics;
  }

  /** Takes a slot of that kind, if there is one. */
  boolean acquire(Slot slot) {
    return slots(slot).tryAcquire();
  }

  /** Gives a slot of that kind back. */
  void release(Slot slot) {
    if (slot != Slot.NONE) {
      slots(slot).release();
    }
  }

  private Semaphore slots(Slot slot) {
    return slot == Slot.HANDSHAKE ? handshakes : connections;
  }

  boolean isClosed() {
    return closed;
  }

  /** Returns whether no wire is left and none will come, and who has dialled has the answer. */
  boolean isDone() {
    return closed && wires.isEmpty() && attempts.get() == 0;
  }

  /** Says that a handshake begins; {@link Wire#attemptEnded} says that it is over. */
  void attemptBegins() {
    attempts.incrementAndGet();
  }

  void attemptEnded() {
    attempts.decrementAndGet();
  }

  int count() {
    return wires.size();
  }

  void add(Wire wire) {
    wires.add(wire);
  }

  void remove(Wire wire) {
    wires.remove(wire);
  }

  /** Closes all. A wire that is added at this moment is closed by who gives it its first owner. */
  void close() {
    closed = true;
    wires.forEach(Wire::closeOwner);
  }
}
