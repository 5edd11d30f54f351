package dev.handoff.tlc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tlc2.value.IValue;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;

/**
 * TLC's values as the JDK's: numbers as {@link Long}, strings as {@link String}, tuples and
 * sequences as {@link List}, sets as {@link Set}, records and functions as {@link Map}. Nothing is
 * lost: {@link TlcValues} is the reverse.
 *
 * <p>The empty function and the empty sequence are one value in TLA+, and here the empty list.
 */
final class JdkValues {
  private JdkValues() {}

  static Object of(IValue value) {
    if (value instanceof BoolValue bool) {
      return bool.val;
    }
    if (value instanceof IntValue number) {
      return (long) number.val;
    }
    if (value instanceof StringValue string) {
      return string.val.toString();
    }
    if (value instanceof tlc2.value.impl.ModelValue model) {
      return new ModelValue(model.val.toString());
    }
    Value whole = (Value) value;
    Value tuple = whole.toTuple();
    if (tuple instanceof TupleValue sequence) {
      return list(sequence.elems);
    }
    Value record = whole.toRcd();
    if (record instanceof RecordValue fields) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < fields.names.length; i++) {
        map.put(fields.names[i].toString(), of(fields.values[i]));
      }
      return map;
    }
    Value function = whole.toFcnRcd();
    if (function instanceof FcnRcdValue pairs) {
      Map<Object, Object> map = new LinkedHashMap<>();
      Value[] domain = pairs.getDomainAsValues();
      for (int i = 0; i < domain.length; i++) {
        map.put(of(domain[i]), of(pairs.values[i]));
      }
      return map;
    }
    Value enumerated = whole.toSetEnum();
    if (enumerated instanceof SetEnumValue set) {
      set.normalize();
      Set<Object> elements = new LinkedHashSet<>();
      for (int i = 0; i < set.elems.size(); i++) {
        elements.add(of(set.elems.elementAt(i)));
      }
      return elements;
    }
    return text(value);
  }

  /** The value as TLA+ text on one line. */
  static String text(IValue value) {
    return value.toString().replaceAll("\\s+", " ");
  }

  private static List<Object> list(Value[] elements) {
    List<Object> list = new ArrayList<>(elements.length);
    for (Value element : elements) {
      list.add(of(element));
    }
    return list;
  }
}
