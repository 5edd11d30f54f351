package dev.handoff.tlc;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import util.UniqueString;

/** The JDK's values as TLC's: the reverse of {@link JdkValues}. Not thread-safe. */
final class TlcValues {
  private final Map<String, StringValue> strings = new HashMap<>();

  /**
   * The value.
   *
   * @throws IllegalArgumentException if TLA+ has no such value, or TLC no such number
   */
  Value of(Object value) {
    if (value instanceof Long number) {
      return number(number);
    } else if (value instanceof Integer number) {
      return IntValue.gen(number);
    } else if (value instanceof String string) {
      return strings.computeIfAbsent(string, StringValue::new);
    } else if (value instanceof Boolean bool) {
      return new BoolValue(bool);
    } else if (value instanceof ModelValue model) {
      return tlc2.value.impl.ModelValue.make(model.name());
    } else if (value instanceof Set<?> set) {
      return new SetEnumValue(all(set), false);
    } else if (value instanceof Collection<?> sequence) {
      return new TupleValue(all(sequence));
    } else if (value instanceof Map<?, ?> map) {
      return function(map);
    }
    throw new IllegalArgumentException(
        "TLA+ has no value like " + value + " (" + value.getClass().getSimpleName() + ")");
  }

  private static IntValue number(long number) {
    if (number != (int) number) {
      throw new IllegalArgumentException("TLC's numbers have 32 bits, and " + number + " has more");
    }
    return IntValue.gen((int) number);
  }

  private Value[] all(Collection<?> elements) {
    Value[] values = new Value[elements.size()];
    int i = 0;
    for (Object element : elements) {
      values[i++] = of(element);
    }
    return values;
  }

  private Value function(Map<?, ?> map) {
    if (!map.isEmpty() && map.keySet().stream().allMatch(String.class::isInstance)) {
      UniqueString[] names =
          map.keySet().stream()
              .map(key -> UniqueString.uniqueStringOf((String) key))
              .toArray(UniqueString[]::new);
      return new RecordValue(names, all(map.values()), false);
    }
    // TLC takes sequences and functions on 1..n for equal; the empty one is a sequence as well.
    return map.isEmpty()
        ? new TupleValue(new Value[0])
        : new FcnRcdValue(all(map.keySet()), all(map.values()), false);
  }
}
