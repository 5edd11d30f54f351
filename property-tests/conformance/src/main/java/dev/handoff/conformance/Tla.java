package dev.handoff.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Values of TLA+ as the JDK's, where that takes a decision. */
public final class Tla {
  private Tla() {}

  /** A number. */
  public static Long number(long number) {
    return number;
  }

  /**
   * A function, in the one form that it has here: a list if its domain is {@code 1..n}, which makes
   * it a sequence; the empty function is the empty sequence.
   */
  public static Object function(Map<?, ?> function) {
    List<Object> sequence = new ArrayList<>(function.size());
    for (long i = 1; i <= function.size(); i++) {
      Object element = function.get(i);
      if (element == null) {
        return function;
      }
      sequence.add(element);
    }
    return sequence;
  }
}
