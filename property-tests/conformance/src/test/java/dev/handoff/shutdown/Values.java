package dev.handoff.shutdown;

import java.util.List;
import java.util.Map;

/**
 * Constants or arguments of the specification by name, of which the module says that they exist.
 *
 * @param byName as the oracle gives them
 */
public record Values(Map<String, Object> byName) {

  /** The value of that name, if it is a number. */
  public long number(String name) {
    return of(name, Long.class);
  }

  /** The value of that name, if it is a string. */
  public String text(String name) {
    return of(name, String.class);
  }

  /** The value of that name, if it is a sequence of numbers. */
  public List<Long> numbers(String name) {
    List<?> values = of(name, List.class);
    return values.stream().map(Long.class::cast).toList();
  }

  private <T> T of(String name, Class<T> type) {
    Object value = byName.get(name);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "%s is to be a %s, and is %s".formatted(name, type.getSimpleName(), value));
    }
    return type.cast(value);
  }
}
