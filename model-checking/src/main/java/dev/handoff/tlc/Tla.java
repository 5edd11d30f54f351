package dev.handoff.tlc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Values of TLA+ as the JDK's, as {@link Trace} says: to make some, and to get at them by name. */
public final class Tla {
  private Tla() {}

  /** A number. */
  public static Long number(long number) {
    return number;
  }

  /**
   * A function, in the one form that it has here: a list if its domain is {@code 1..n}, which makes
   * it a sequence; the empty function is the empty sequence. Unmodifiable.
   */
  public static Object function(Map<?, ?> function) {
    List<Object> sequence = new ArrayList<>(function.size());
    for (long i = 1; i <= function.size(); i++) {
      Object element = function.get(i);
      if (element == null) {
        return Collections.unmodifiableMap(function);
      }
      sequence.add(element);
    }
    return Collections.unmodifiableList(sequence);
  }

  /**
   * A constant, an argument or a field.
   *
   * @throws IllegalArgumentException if it is not there, or of another type
   */
  public static <T> T value(Map<?, ?> values, String name, Class<T> type) {
    Object value = values.get(name);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "%s is to be a %s, and is %s".formatted(name, type.getSimpleName(), value));
    }
    return type.cast(value);
  }

  /** As {@link #value}. */
  public static long number(Map<?, ?> values, String name) {
    return value(values, name, Long.class);
  }

  /** As {@link #value}. */
  public static String text(Map<?, ?> values, String name) {
    return value(values, name, String.class);
  }

  /** As {@link #value}; a set's or a sequence's, in its order. */
  public static List<Long> numbers(Map<?, ?> values, String name) {
    Collection<?> numbers = value(values, name, Collection.class);
    return numbers.stream().map(Long.class::cast).toList();
  }
}
