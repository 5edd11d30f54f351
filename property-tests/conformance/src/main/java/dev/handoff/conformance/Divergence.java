package dev.handoff.conformance;

import dev.handoff.oracle.SpecOracle;
import dev.handoff.oracle.SpecState;
import dev.handoff.oracle.SpecStep;
import dev.handoff.report.Explanation;
import dev.handoff.report.Explanation.Format;
import dev.handoff.report.Ink;
import dev.handoff.tlc.PropertyResult;
import dev.handoff.tlc.TlaText;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The implementation parted from the specification, or the specification from its own properties.
 * Prints as a counterexample does: the behaviour step by step, then what is wrong at its end.
 */
public final class Divergence extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final transient SpecState initial;
  private final transient List<SpecStep> steps;
  private final String subject;
  private final String problem;

  private final transient Optional<Request> tried;

  private Divergence(String subject, SpecState initial, List<SpecStep> steps, String problem) {
    this(subject, initial, steps, problem, Optional.empty());
  }

  private Divergence(
      String subject,
      SpecState initial,
      List<SpecStep> steps,
      String problem,
      Optional<Request> tried) {
    super(problem);
    this.subject = subject;
    this.initial = initial;
    this.steps = List.copyOf(steps);
    this.problem = problem;
    this.tried = tried;
  }

  /** After the last of the steps, the state is not the specification's. */
  static Divergence ofState(
      String subject, SpecState initial, List<SpecStep> steps, Map<String, Object> actual) {
    return new Divergence(
        subject,
        initial,
        steps,
        "the implementation's state differs:" + differences(initial, steps, actual));
  }

  private static String differences(
      SpecState initial, List<SpecStep> steps, Map<String, Object> actual) {
    SpecState expected = steps.isEmpty() ? initial : steps.get(steps.size() - 1).to();
    StringBuilder problem = new StringBuilder();
    Map<String, Object> wanted = expected.variables();
    new TreeMap<>(actual)
        .forEach(
            (name, value) -> {
              Object right = wanted.get(name);
              if (!Objects.equals(right, value)) {
                problem
                    .append("\n     " + name + "\n       specified: ")
                    .append(right == null ? "no such variable" : TlaText.of(right))
                    .append("\n       actual:    " + text(value));
              }
            });
    wanted.keySet().stream()
        .filter(name -> !actual.containsKey(name))
        .forEach(name -> problem.append("\n     " + name + " is not reported"));
    return problem.toString();
  }

  /** After the last of the steps, the implementation took one that is not enabled. */
  static Divergence ofIntrusion(
      String subject, SpecState initial, List<SpecStep> steps, Request taken) {
    return new Divergence(
        subject,
        initial,
        steps,
        "here the implementation also takes " + taken.label() + ", which is not enabled",
        Optional.of(taken));
  }

  /** It failed when it was asked for a step that is not enabled. */
  static Divergence ofStumble(
      String subject, SpecState initial, List<SpecStep> steps, Request asked, Throwable failure) {
    Divergence divergence =
        new Divergence(
            subject,
            initial,
            steps,
            "here " + asked.label() + " is not enabled, and is not refused in order: " + failure,
            Optional.of(asked));
    divergence.initCause(failure);
    return divergence;
  }

  /** It refused steps that are not enabled, and is not as it was before. */
  static Divergence ofTouch(
      String subject,
      SpecState initial,
      List<SpecStep> steps,
      List<Request> refused,
      Map<String, Object> actual) {
    return new Divergence(
        subject,
        initial,
        steps,
        "here the implementation refuses "
            + refused.stream().map(Request::label).collect(Collectors.joining(", "))
            + ", and its state is another one than before:"
            + differences(initial, steps, actual),
        Optional.of(refused.get(0)));
  }

  /** The implementation would not take the last of the steps. */
  static Divergence ofRefusal(
      String subject, SpecState initial, List<SpecStep> steps, Throwable refusal) {
    Divergence divergence =
        new Divergence(
            subject, initial, steps, "the implementation does not take this step: " + refusal);
    divergence.initCause(refusal);
    return divergence;
  }

  /** The last of the steps violates properties. */
  static Divergence ofProperties(
      String subject, SpecState initial, List<SpecStep> steps, List<String> violated) {
    return new Divergence(subject, initial, steps, "violated here: " + String.join(", ", violated));
  }

  /** The implementation may print values that TLA+ does not have. */
  private static String text(Object value) {
    try {
      return TlaText.of(value);
    } catch (IllegalArgumentException e) {
      return value + " (" + e.getMessage() + ")";
    }
  }

  /** The behaviour up to and with the step that parted. */
  public List<SpecStep> steps() {
    return steps;
  }

  /** The step that is not enabled at the end of the behaviour and was tried, if that is it. */
  Optional<Request> tried() {
    return tried;
  }

  /** The initial state of the behaviour. */
  public SpecState initial() {
    return initial;
  }

  /** What is wrong, without the behaviour. */
  public String problem() {
    return problem;
  }

  @Override
  public String getMessage() {
    return new Explanation(
                subject,
                new PropertyResult(
                    "Conformance",
                    PropertyResult.Kind.SAFETY,
                    PropertyResult.Outcome.VIOLATED,
                    SpecOracle.trace(initial, steps)),
                "safety",
                "the implementation takes the steps of the specification",
                "")
            .render(Format.TEXT, Ink.PLAIN)
        + "\n     "
        + problem
        + "\n";
  }
}
