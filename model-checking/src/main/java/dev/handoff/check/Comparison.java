package dev.handoff.check;

import dev.handoff.spec.Model;
import dev.handoff.spec.Model.Expectation;
import dev.handoff.spec.Model.Pins;
import dev.handoff.spec.Model.Result;
import dev.handoff.tlc.ModelResult;
import dev.handoff.tlc.PropertyResult;
import dev.handoff.tlc.PropertyResult.Outcome;
import dev.handoff.tlc.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Holds a run against the manifest, in either direction. */
final class Comparison {
  /** Judged without being asked for, and expected to hold unless the manifest says otherwise. */
  private static final Set<String> UNLISTED =
      Set.of(PropertyResult.DEADLOCK, PropertyResult.ASSUMPTION);

  private Comparison() {}

  /** Every difference between a model's pins and a run of it. */
  static List<Difference> compare(Model model, ModelResult result, Detail detail) {
    List<Difference> differences = new ArrayList<>();
    if (!result.complete()) {
      differences.add(new Difference("state graph", "explored to the end", "cut off"));
    }
    Pins pins = model.pins();
    figure("distinct", pins.distinct(), result.distinct(), differences);
    figure("depth", pins.depth(), result.depth(), differences);
    if (detail == Detail.FULL || !result.actions().isEmpty()) {
      names("actions", pins.actions(), taken(result), differences);
    }
    if (detail == Detail.FULL || !result.witnesses().isEmpty()) {
      names("witnesses", pins.witnesses(), result.witnesses(), differences);
    }
    for (Expectation expectation : model.expectations()) {
      verdict(expectation, find(result, expectation.property()), detail)
          .ifPresent(differences::add);
    }
    for (PropertyResult property : result.properties()) {
      if (model.expectation(property.name()).isEmpty()) {
        unlisted(property).ifPresent(differences::add);
      }
    }
    return List.copyOf(differences);
  }

  /** The named actions that a run took at least once. */
  static SortedSet<String> taken(ModelResult result) {
    SortedSet<String> taken = new TreeSet<>();
    result
        .actions()
        .forEach(
            (action, times) -> {
              if (times > 0) {
                taken.add(action);
              }
            });
    return taken;
  }

  private static void figure(String what, long pinned, long found, List<Difference> differences) {
    // A run of no states checks nothing, whatever the pin says.
    if (pinned != found || found == 0) {
      differences.add(new Difference(what, number(pinned), number(found)));
    }
  }

  private static void names(
      String what,
      SortedSet<String> pinned,
      SortedSet<String> found,
      List<Difference> differences) {
    SortedSet<String> missing = new TreeSet<>(pinned);
    missing.removeAll(found);
    SortedSet<String> extra = new TreeSet<>(found);
    extra.removeAll(pinned);
    if (!missing.isEmpty()) {
      differences.add(new Difference(what, String.join(" ", missing), "none of these"));
    }
    if (!extra.isEmpty()) {
      differences.add(new Difference(what, "none of these", String.join(" ", extra)));
    }
  }

  private static Optional<PropertyResult> find(ModelResult result, String property) {
    return result.properties().stream().filter(each -> each.name().equals(property)).findFirst();
  }

  private static Optional<Difference> verdict(
      Expectation expectation, Optional<PropertyResult> found, Detail detail) {
    String pinned = pinned(expectation);
    String text = found.map(Comparison::found).orElse("not judged");
    if (expectation.result() == Result.NOT_APPLICABLE) {
      return found.map(
          judged -> new Difference(expectation.property(), pinned, text + "; the cfg names it"));
    }
    if (found.isEmpty()) {
      return Optional.of(
          new Difference(expectation.property(), pinned, text + "; the cfg does not name it"));
    }
    return pinned.equals(text) || sameButForTheLasso(expectation, found.get(), detail)
        ? Optional.empty()
        : Optional.of(new Difference(expectation.property(), pinned, text));
  }

  // TLC's lassos are not the shortest, and each version finds another one.
  private static boolean sameButForTheLasso(
      Expectation expectation, PropertyResult found, Detail detail) {
    return detail == Detail.VERDICTS_ONLY
        && expectation.result() == Result.VIOLATED
        && found.outcome() == Outcome.VIOLATED
        && found.trace().ending() != Trace.Ending.END;
  }

  private static Optional<Difference> unlisted(PropertyResult property) {
    if (UNLISTED.contains(property.name())) {
      return property.outcome() == Outcome.HOLDS
          ? Optional.empty()
          : Optional.of(new Difference(property.name(), "holds", found(property)));
    }
    return Optional.of(
        new Difference(property.name(), "nothing; the model does not list it", found(property)));
  }

  private static String pinned(Expectation expectation) {
    return switch (expectation.result()) {
      case HOLDS -> "holds";
      case VIOLATED -> violated(expectation.traceLength());
      case NOT_APPLICABLE -> "not applicable";
    };
  }

  private static String found(PropertyResult property) {
    return switch (property.outcome()) {
      case HOLDS -> "holds";
      case VIOLATED -> violated(property.trace().length());
      case UNDECIDED -> "undecided";
    };
  }

  private static String violated(int traceLength) {
    return traceLength == 0 ? "violated" : "violated in " + traceLength + " states";
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
