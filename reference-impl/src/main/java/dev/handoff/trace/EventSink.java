package dev.handoff.trace;

/**
 * Port: is told each step that a protocol takes, after its effects and before anyone else can take
 * a step that depends on them. The order of the calls is an order of the steps.
 *
 * <p>Implementations are thread-safe, quick, and never throw: they are called within critical
 * sections.
 */
@FunctionalInterface
public interface EventSink {
  /** Forgets everything. */
  EventSink NONE = (action, arguments) -> {};

  /**
   * Records a step.
   *
   * @param action the specification's name of it, {@code Module!Action}
   * @param arguments its arguments in the specification's order: strings, integers, booleans; not
   *     changed by anyone afterwards
   */
  void record(String action, Object... arguments);
}
