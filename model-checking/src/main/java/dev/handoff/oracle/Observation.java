package dev.handoff.oracle;

import dev.handoff.tlc.TlaLiteral;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A variable, or a part of one, and the value that somebody saw in it.
 *
 * @param path as it is written: {@code actor}, {@code status[3]}, {@code entry["a"].size}
 * @param variable the variable
 * @param keys where in its value: of functions, sequences (from 1) and records
 * @param value the value there
 */
public record Observation(String path, String variable, List<Object> keys, Object value) {
  public Observation {
    keys = List.copyOf(keys);
  }

  /**
   * Reads one.
   *
   * @param path a variable, perhaps with applications and fields
   * @param value a TLA+ value as text
   * @throws TlaLiteral.NotAValue if either is not understood
   */
  static Observation of(String path, String value) throws TlaLiteral.NotAValue {
    int end = 0;
    while (end < path.length()
        && (Character.isLetterOrDigit(path.charAt(end)) || path.charAt(end) == '_')) {
      end++;
    }
    if (end == 0) {
      throw new TlaLiteral.NotAValue("must begin with the name of a variable");
    }
    List<Object> keys = new ArrayList<>();
    TlaLiteral rest = new TlaLiteral(path.substring(end));
    while (!rest.atEnd()) {
      keys.add(rest.key());
    }
    return new Observation(path, path.substring(0, end), keys, TlaLiteral.parse(value));
  }

  /** What a state has there, if it has such a place. */
  public Optional<Object> in(Map<String, Object> variables) {
    Object place = variables.get(variable);
    for (Object key : keys) {
      if (place instanceof Map<?, ?> map) {
        place = map.get(key);
      } else if (place instanceof List<?> list
          && key instanceof Long index
          && index >= 1
          && index <= list.size()) {
        place = list.get((int) (index - 1));
      } else {
        return Optional.empty();
      }
    }
    return Optional.ofNullable(place);
  }

  /** Whether a state has that value there. */
  public boolean fits(Map<String, Object> variables) {
    return in(variables).filter(value::equals).isPresent();
  }
}
