package dev.handoff.persistence;

import dev.handoff.Clock;
import dev.handoff.Metrics;
import dev.handoff.Scheduler;
import dev.handoff.Signer;
import dev.handoff.Store;
import dev.handoff.trace.EventSink;

/**
 * All that a {@link BatchStore} reaches the world through.
 *
 * @param store where the records are; nobody else writes the table {@value Records#TABLE}
 * @param digester what digests are checked with, {@link Digester#SHA_256} but for benchmarks
 * @param signer signs in the name of this node
 * @param signatures takes the signatures to the authors
 * @param announcements the proof manager
 * @param scheduler runs the tasks and the collector
 * @param clock the one of the deadlines
 * @param metrics counts each fate and each failure, as protocol {@value BatchStore#PROTOCOL}
 * @param events is told each step
 */
public record BatchStorePorts(
    Store store,
    Digester digester,
    Signer signer,
    SignatureSink signatures,
    Announcements announcements,
    Scheduler scheduler,
    Clock clock,
    Metrics metrics,
    EventSink events) {}
