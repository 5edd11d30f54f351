package dev.handoff.tlc;

import dev.handoff.tlc.PropertyResult.Kind;
import dev.handoff.tlc.PropertyResult.Outcome;
import dev.handoff.tlc.TlcConfig.Check;
import dev.handoff.tlc.TlcConfig.Keyword;
import dev.handoff.tlc.Watch.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Brings tools that stop at the first violation, and may not name it, to a verdict on every
 * property. Used once.
 */
final class ToolsJudgement {
  /**
   * How many states are explored beyond the first violation. A user's specification may have
   * infinitely many, and stock TLC would have ended there.
   */
  private static final long BEYOND_VIOLATION = 2_000_000;

  private final ModelRequest request;
  private final Tools tools;
  private final String module;
  private final long startNanos = System.nanoTime();

  private final Map<Check, Trace> violated = new HashMap<>();
  private final Set<Check> holding = new LinkedHashSet<>();
  private final Set<Check> remaining = new LinkedHashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private Optional<Trace> deadlock = Optional.empty();
  private boolean assumptionFalse;
  private boolean checksDeadlock;
  private boolean complete;
  private boolean cutOff;
  private long enough = Long.MAX_VALUE;
  private Progress counts = new Progress(0, 0, 0, 0);
  private String version = "";
  private ModuleTexts modules = ModuleTexts.read(List.of());

  ToolsJudgement(ModelRequest request, Tools tools) {
    this.request = request;
    this.tools = tools;
    this.module =
        String.valueOf(Path.of(request.module()).getFileName()).replaceFirst("\\.tla$", "");
  }

  ModelResult judge() throws TlcException {
    // An alias changes only how a trace is shown, and not all versions know it; a postcondition is
    // about a whole run, of which there are several here.
    TlcConfig config =
        TlcConfig.read(Path.of(request.config()))
            .without(Keyword.ALIAS)
            .without(Keyword.POSTCONDITION);
    checksDeadlock = config.checksDeadlock();
    remaining.addAll(config.checks());
    try {
      while (!complete && !cutOff && !assumptionFalse) {
        step(config);
      }
    } catch (TlcException e) {
      if (!keepsWhatIsKnown(e)) {
        throw e;
      }
      warnings.add("not explored to the end: " + e.getMessage());
    }
    return result(config);
  }

  /** A violation stays a violation when something fails beyond it. */
  private boolean keepsWhatIsKnown(TlcException e) {
    boolean anyViolated = !violated.isEmpty() || deadlock.isPresent();
    return anyViolated
        && (e.kind() == TlcException.Kind.EVALUATION
            || e.kind() == TlcException.Kind.TIMEOUT
            || e.kind() == TlcException.Kind.RESOURCE);
  }

  /** One run over all that is not yet violated; then what it found is taken out. */
  private void step(TlcConfig config) throws TlcException {
    ToolsReport report = run(config, remaining, checksDeadlock && deadlock.isEmpty());
    if (report.succeeded()) {
      complete = true;
      holding.addAll(remaining);
      remaining.clear();
      return;
    }
    Optional<ToolsMessage> verdict = report.verdict();
    if (cutOff) {
      return;
    }
    if (verdict.isEmpty()) { // a tautology: the tools refuse to explore for it
      judgeOneByOne(config, report);
      return;
    }
    switch (verdict.get().code()) {
      case ToolsMessage.ASSUMPTION_FALSE -> {
        assumptionFalse = true;
        counts = new Progress(0, 0, 0, 0);
        warnings.add(verdict.get().firstLine());
      }
      case ToolsMessage.DEADLOCK -> {
        deadlock = Optional.of(trace(report));
        enough = Math.min(enough, report.counts().distinct() + BEYOND_VIOLATION);
      }
      default -> {
        Optional<Check> named = ToolsReport.nameIn(verdict.get()).flatMap(this::named);
        if (named.isPresent()) {
          violate(named.get(), report);
        } else {
          judgeOneByOne(config, report);
        }
      }
    }
  }

  /**
   * What a name in a message stands for. A message may name an operator inside of a property, or a
   * location; then it is none of these.
   */
  private Optional<Check> named(String name) {
    List<Check> candidates = remaining.stream().filter(check -> check.name().equals(name)).toList();
    return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
  }

  /**
   * Judges each remaining property in a run of its own: the message did not say which one is
   * violated.
   */
  private void judgeOneByOne(TlcConfig config, ToolsReport report) throws TlcException {
    List<Check> open = remaining.stream().filter(check -> !check.invariant()).toList();
    if (open.isEmpty()) {
      open = List.copyOf(remaining);
    }
    if (open.isEmpty()) {
      throw new TlcException(
          TlcException.Kind.TOOLS,
          "the tools found a violation where nothing was left to violate: "
              + report.verdict().map(ToolsMessage::firstLine).orElse(""));
    }
    if (open.size() == 1 && report.verdict().isPresent()) {
      violate(open.get(0), report);
      return;
    }
    for (Check check : open) {
      ToolsReport alone = run(config, Set.of(check), false);
      if (cutOff) {
        return;
      }
      remaining.remove(check);
      if (alone.verdict().isPresent()) {
        violated.put(check, trace(alone));
        enough = Math.min(enough, alone.counts().distinct() + BEYOND_VIOLATION);
      } else {
        holding.add(check);
      }
    }
  }

  private void violate(Check check, ToolsReport report) {
    violated.put(check, trace(report));
    remaining.remove(check);
    enough = Math.min(enough, report.counts().distinct() + BEYOND_VIOLATION);
  }

  private ToolsReport run(TlcConfig config, Set<Check> checks, boolean deadlocks)
      throws TlcException {
    ToolsReport report = tools.run(config.withChecks(checks::contains), deadlocks, enough);
    cutOff = report.cutOff() && report.verdict().isEmpty();
    counts = report.counts();
    version = report.version();
    warnings.addAll(report.warnings());
    modules = ModuleTexts.read(report.modules());
    return report;
  }

  private Trace trace(ToolsReport report) {
    return TraceText.of(report.messages(), modules);
  }

  private ModelResult result(TlcConfig config) {
    List<PropertyResult> properties = new ArrayList<>();
    for (Check check : config.checks()) {
      Kind kind = check.invariant() ? Kind.SAFETY : modules.kind(module, check.name());
      Trace trace = violated.get(check);
      properties.add(
          trace != null
              ? new PropertyResult(check.name(), kind, Outcome.VIOLATED, trace)
              : new PropertyResult(
                  check.name(),
                  kind,
                  holding.contains(check) ? Outcome.HOLDS : Outcome.UNDECIDED,
                  Trace.NONE));
    }
    if (checksDeadlock && !assumptionFalse) {
      Outcome otherwise = complete ? Outcome.HOLDS : Outcome.UNDECIDED;
      properties.add(
          new PropertyResult(
              PropertyResult.DEADLOCK,
              Kind.SAFETY,
              deadlock.isPresent() ? Outcome.VIOLATED : otherwise,
              deadlock.orElse(Trace.NONE)));
    }
    if (assumptionFalse || modules.assumes(module)) {
      properties.add(
          new PropertyResult(
              PropertyResult.ASSUMPTION,
              Kind.SAFETY,
              assumptionFalse ? Outcome.VIOLATED : Outcome.HOLDS,
              Trace.NONE));
    }
    return new ModelResult(
        version,
        counts.generated(),
        counts.distinct(),
        counts.depth(),
        (System.nanoTime() - startNanos) / 1_000_000,
        complete,
        List.copyOf(properties),
        Collections.unmodifiableSortedMap(new TreeMap<>()),
        Collections.unmodifiableSortedSet(new TreeSet<>()),
        List.copyOf(warnings));
  }

  /** Runs the tools once. */
  @FunctionalInterface
  interface Tools {
    /**
     * Runs the tools to a verdict.
     *
     * @param config what to check
     * @param deadlock whether to look for deadlocks, if the configuration does
     * @param enough how many distinct states are enough to stop at
     * @throws TlcException if there was none
     */
    ToolsReport run(TlcConfig config, boolean deadlock, long enough) throws TlcException;
  }
}
