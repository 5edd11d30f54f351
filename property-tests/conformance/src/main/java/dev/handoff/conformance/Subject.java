package dev.handoff.conformance;

import java.util.Map;

/**
 * An implementation that is driven step by step: deterministic, and in one thread.
 *
 * <p>Values are the JDK's: {@link Long}, {@link Boolean}, {@link String}, {@link java.util.List}
 * for sequences and tuples, {@link java.util.Set} for sets, {@link Map} for records and for
 * functions whose domain is not {@code 1..n}; see {@link Tla}.
 */
public interface Subject extends AutoCloseable {
  /**
   * Performs a step of the specification on the implementation.
   *
   * @param action the action's name, without its module
   * @param arguments by the specification's parameter names
   * @throws AssertionError if the implementation does not do it, saying what it did instead
   */
  void apply(String action, Map<String, Object> arguments);

  /** What became of a step that is not enabled. */
  enum Answer {
    /** The implementation took it, or did anything else that the specification has a word for. */
    TAKEN,
    /** Its guard kept it from that. */
    REFUSED,
    /** Nothing could be asked here: the step begins with something that did not happen. */
    UNASKED
  }

  /**
   * Asks the implementation for a step that the specification does not allow in this state. One
   * that is refused must leave the implementation as it was, and ready for the next step.
   *
   * @param action one of the {@link Reference#decisions}
   * @param arguments by the specification's parameter names, without those that the implementation
   *     chooses
   */
  default Answer attempt(String action, Map<String, Object> arguments) {
    return Answer.UNASKED;
  }

  /**
   * The implementation's state as the specification's variables: all of them, or, for a flawed
   * design, those that it has.
   */
  Map<String, Object> state();

  @Override
  default void close() {}
}
