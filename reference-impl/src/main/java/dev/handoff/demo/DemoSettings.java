package dev.handoff.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a demo does.
 *
 * <p>Immutable.
 *
 * @param lasting how long the clients submit
 * @param rate transactions a second, of all clients together
 * @param seed of the clients' payloads and the sessions' names and jitter
 * @param kills validators that die, and when
 * @param stalls validators that stop reading, when and for how long
 * @param fullDisks validators whose disk is full, when and for how long
 * @param metricsPort where the metrics are served, on loopback
 * @param folder where the stores are; empty for a temporary one that is removed at the end
 * @param transport how the validators trust each other
 */
record DemoSettings(
    Duration lasting,
    int rate,
    long seed,
    List<FaultPlan> kills,
    List<FaultPlan> stalls,
    List<FaultPlan> fullDisks,
    OptionalInt metricsPort,
    Optional<Path> folder,
    Transport transport) {

  /** How bytes travel between the validators. */
  enum Transport {
    /** Mutual TLS 1.3 with pinned certificates. */
    TLS,
    /** As they are. */
    PLAIN
  }

  DemoSettings {
    kills = List.copyOf(kills);
    stalls = List.copyOf(stalls);
    fullDisks = List.copyOf(fullDisks);
  }
}
