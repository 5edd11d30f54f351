package dev.handoff.persistence;

/**
 * How a {@link BatchStore} went down.
 *
 * <p>Immutable.
 *
 * @param batchesCutOff how many batches the deadline or an {@link BatchStore#abort} cut off: their
 *     owners were told, refused what was not begun, unknown what was
 */
public record Stopped(int batchesCutOff) {}
