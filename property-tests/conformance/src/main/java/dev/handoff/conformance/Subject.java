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

  /**
   * The implementation's state as the specification's variables: all of them, or, for a flawed
   * design, those that it has.
   */
  Map<String, Object> state();

  @Override
  default void close() {}
}
