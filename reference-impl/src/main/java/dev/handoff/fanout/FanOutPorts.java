package dev.handoff.fanout;

import dev.handoff.Clock;
import dev.handoff.Metrics;
import dev.handoff.Scheduler;
import dev.handoff.Store;
import dev.handoff.trace.EventSink;
import java.util.Optional;

/**
 * All that a {@link CommitFanOut} has of the world.
 *
 * @param scheduler runs the components and the deadlines
 * @param clock measures the deadlines
 * @param store keeps the log, the cursors, and the states if they are durable; without one nothing
 *     survives the process
 * @param supervisor is told of crashes
 * @param metrics counts fates and failures, as protocol {@code fanout}
 * @param events is told each step
 */
public record FanOutPorts(
    Scheduler scheduler,
    Clock clock,
    Optional<Store> store,
    Supervisor supervisor,
    Metrics metrics,
    EventSink events) {

  /** Returns the ports of a fan-out in memory that counts and records nothing. */
  public static FanOutPorts inMemory(Scheduler scheduler, Clock clock) {
    return new FanOutPorts(
        scheduler, clock, Optional.empty(), Supervisor.NONE, Metrics.NONE, EventSink.NONE);
  }

  /** Returns these ports with that store. */
  public FanOutPorts withStore(Store keeper) {
    return new FanOutPorts(scheduler, clock, Optional.of(keeper), supervisor, metrics, events);
  }

  /** Returns these ports with that supervisor. */
  public FanOutPorts withSupervisor(Supervisor other) {
    return new FanOutPorts(scheduler, clock, store, other, metrics, events);
  }

  /** Returns these ports with those metrics. */
  public FanOutPorts withMetrics(Metrics other) {
    return new FanOutPorts(scheduler, clock, store, supervisor, other, events);
  }

  /** Returns these ports with that sink of events. */
  public FanOutPorts withEvents(EventSink sink) {
    return new FanOutPorts(scheduler, clock, store, supervisor, metrics, sink);
  }
}
