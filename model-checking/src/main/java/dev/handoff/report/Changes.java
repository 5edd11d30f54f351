package dev.handoff.report;

import dev.handoff.report.TlaValue.Elements;
import dev.handoff.report.TlaValue.Fields;
import dev.handoff.report.TlaValue.Mapping;
import dev.handoff.report.TlaValue.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds what differs between two states, as deep in their values as helps to read it. */
final class Changes {
  /** Two values that fit in so many characters together are read faster whole than in parts. */
  private static final int SHORT = 48;

  private final List<Change> found = new ArrayList<>();

  private Changes() {}

  /** The changes from one state to the next; both map variables to TLA+ text. */
  static List<Change> between(Map<String, String> before, Map<String, String> after) {
    Changes changes = new Changes();
    after.forEach(
        (variable, text) -> {
          String old = before.get(variable);
          if (old == null) {
            changes.found.add(new Change(variable, Optional.empty(), Optional.of(text)));
          } else if (!old.equals(text)) {
            changes.compare(variable, TlaValue.of(old), TlaValue.of(text));
          }
        });
    return List.copyOf(changes.found);
  }

  private void compare(String path, TlaValue from, TlaValue to) {
    if (from.text().equals(to.text())) {
      return;
    }
    if (from instanceof Fields old && to instanceof Fields fresh) {
      compareParts(path + ".", "", old.parts(), fresh.parts());
    } else if (from instanceof Mapping old && to instanceof Mapping fresh) {
      compareParts(path + "[", "]", old.parts(), fresh.parts());
    } else if (from.text().length() + to.text().length() <= SHORT) {
      found.add(Change.replaced(path, from, to));
    } else if (from instanceof Tuple old && to instanceof Tuple fresh) {
      compareTuples(path, old, fresh);
    } else if (from instanceof Elements old && to instanceof Elements fresh) {
      compareSets(path, old, fresh);
    } else {
      found.add(Change.replaced(path, from, to));
    }
  }

  private void compareParts(
      String open, String close, Map<String, TlaValue> before, Map<String, TlaValue> after) {
    Set<String> keys = new LinkedHashSet<>(before.keySet());
    keys.addAll(after.keySet());
    for (String key : keys) {
      TlaValue old = before.get(key);
      TlaValue fresh = after.get(key);
      if (old != null && fresh != null) {
        compare(open + key + close, old, fresh);
      } else {
        found.add(
            new Change(
                open + key + close,
                Optional.ofNullable(old).map(TlaValue::text),
                Optional.ofNullable(fresh).map(TlaValue::text)));
      }
    }
  }

  // A queue loses its head or gains at its end; anything else of equal length is a tuple.
  private void compareTuples(String path, Tuple before, Tuple after) {
    List<String> old = before.parts().stream().map(TlaValue::text).toList();
    List<String> fresh = after.parts().stream().map(TlaValue::text).toList();
    if (old.size() == fresh.size()) {
      for (int i = 0; i < old.size(); i++) {
        compare(path + "[" + (i + 1) + "]", before.parts().get(i), after.parts().get(i));
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
      found.add(Change.replaced(path, before, after));
    }
  }

  private void compareSets(String path, Elements before, Elements after) {
    List<String> old = before.parts().stream().map(TlaValue::text).toList();
    List<String> fresh = after.parts().stream().map(TlaValue::text).toList();
    Stream<String> gone = old.stream().filter(each -> !fresh.contains(each));
    Stream<String> come = fresh.stream().filter(each -> !old.contains(each));
    gone.forEach(each -> removed(path, each));
    come.forEach(each -> added(path, each));
  }

  private void added(String path, String text) {
    found.add(new Change(path, Optional.empty(), Optional.of(text)));
  }

  private void removed(String path, String text) {
    found.add(new Change(path, Optional.of(text), Optional.empty()));
  }
}
