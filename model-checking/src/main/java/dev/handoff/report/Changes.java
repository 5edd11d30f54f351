package dev.handoff.report;

import dev.handoff.tlc.TlaText;
import dev.handoff.tlc.Trace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds what differs between two states, as deep in their values as helps to read it. */
final class Changes {
  /** Two values that fit in so many characters together are read faster whole than in parts. */
  private static final int SHORT = 48;

  private final List<Change> found = new ArrayList<>();

  private Changes() {}

  /** The changes from one state to the next. */
  static List<Change> between(Trace.State before, Trace.State after) {
    Changes changes = new Changes();
    after
        .values()
        .forEach(
            (variable, value) -> {
              Object old = before.values().get(variable);
              if (!value.equals(old)) {
                if (old != null && hasParts(old) && hasParts(value)) {
                  changes.compare(variable, old, value);
                } else {
                  // As it was printed: what the tools did not work out is text, and no string.
                  changes.found.add(
                      new Change(
                          variable,
                          Optional.ofNullable(before.text().get(variable)),
                          Optional.ofNullable(after.text().get(variable))));
                }
              }
            });
    return List.copyOf(changes.found);
  }

  private static boolean hasParts(Object value) {
    return value instanceof Map || value instanceof List || value instanceof Set;
  }

  private void compare(String path, Object from, Object to) {
    if (from.equals(to)) {
      return;
    }
    if (from instanceof Map<?, ?> old && to instanceof Map<?, ?> fresh) {
      compareParts(path, old, fresh);
    } else if (TlaText.of(from).length() + TlaText.of(to).length() <= SHORT) {
      replaced(path, from, to);
    } else if (from instanceof List<?> old && to instanceof List<?> fresh) {
      compareSequences(path, old, fresh);
    } else if (from instanceof Set<?> old && to instanceof Set<?> fresh) {
      old.stream().filter(each -> !fresh.contains(each)).forEach(each -> removed(path, each));
      fresh.stream().filter(each -> !old.contains(each)).forEach(each -> added(path, each));
    } else {
      replaced(path, from, to);
    }
  }

  private void compareParts(String path, Map<?, ?> before, Map<?, ?> after) {
    Set<Object> keys = new LinkedHashSet<>(before.keySet());
    keys.addAll(after.keySet());
    boolean fields = keys.stream().allMatch(String.class::isInstance);
    for (Object key : keys) {
      String part = path + (fields ? "." + key : "[" + TlaText.of(key) + "]");
      Object old = before.get(key);
      Object fresh = after.get(key);
      if (old != null && fresh != null) {
        compare(part, old, fresh);
      } else if (fresh != null) {
        added(part, fresh);
      } else if (old != null) {
        removed(part, old);
      }
    }
  }

  // A queue loses its head or gains at its end; anything else of equal length is a tuple.
  private void compareSequences(String path, List<?> old, List<?> fresh) {
    if (old.size() == fresh.size()) {
      for (int i = 0; i < old.size(); i++) {
        compare(path + "[" + (i + 1) + "]", old.get(i), fresh.get(i));
      }
    } else if (old.size() < fresh.size() && fresh.subList(0, old.size()).equals(old)) {
      for (int i = old.size(); i < fresh.size(); i++) {
        added(path + "[" + (i + 1) + "]", fresh.get(i));
      }
    } else if (old.size() > fresh.size()
        && old.subList(old.size() - fresh.size(), old.size()).equals(fresh)) {
      for (int i = 0; i < old.size() - fresh.size(); i++) {
        removed(path + "[" + (i + 1) + "]", old.get(i));
      }
    } else {
      replaced(path, old, fresh);
    }
  }

  private void replaced(String path, Object from, Object to) {
    found.add(new Change(path, Optional.of(TlaText.of(from)), Optional.of(TlaText.of(to))));
  }

  private void added(String path, Object value) {
    found.add(new Change(path, Optional.empty(), Optional.of(TlaText.of(value))));
  }

  private void removed(String path, Object value) {
    found.add(new Change(path, Optional.of(TlaText.of(value)), Optional.empty()));
  }
}
