package dev.handoff.conformance;

import dev.handoff.conformance.Subject.Answer;
import dev.handoff.oracle.SpecState;
import dev.handoff.oracle.SpecStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One implementation on its way through one behaviour, compared after every step. */
final class Run implements AutoCloseable {
  private final String name;
  private final Subject subject;
  private final SpecState initial;
  private final Extent extent;
  private final List<SpecStep> steps = new ArrayList<>();

  /** Which variables an implementation reports. */
  enum Extent {
    /** All that the specification has. */
    ALL,
    /** Some: those that both have are compared. */
    COMMON
  }

  Run(String name, Subject subject, SpecState initial, Extent extent) {
    this.name = name;
    this.subject = subject;
    this.initial = initial;
    this.extent = extent;
    compare(initial);
  }

  /**
   * Has the implementation take a step.
   *
   * @throws Divergence if it does not, or its state is another one afterwards
   */
  void take(SpecStep step) {
    steps.add(step);
    try {
      subject.apply(step.action(), step.arguments());
    } catch (AssertionError | RuntimeException e) {
      throw Divergence.ofRefusal(name, initial, steps, e);
    }
    compare(step.to());
  }

  /**
   * Has the implementation try a step that is not enabled.
   *
   * @throws Divergence if it takes it
   */
  Answer attempt(Request request) {
    Answer answer;
    try {
      answer = subject.attempt(request.action(), request.arguments());
    } catch (AssertionError | RuntimeException e) {
      throw Divergence.ofStumble(name, initial, steps, request, e);
    }
    if (answer == Answer.TAKEN) {
      throw Divergence.ofIntrusion(name, initial, steps, request);
    }
    return answer;
  }

  /**
   * The steps that were refused must have left the state as it was.
   *
   * @throws Divergence if they have not
   */
  void requireUntouched(List<Request> refused) {
    if (refused.isEmpty()) {
      return;
    }
    SpecState expected = steps.isEmpty() ? initial : steps.get(steps.size() - 1).to();
    Map<String, Object> actual;
    try {
      actual = subject.state();
    } catch (AssertionError | RuntimeException e) {
      throw Divergence.ofStumble(name, initial, steps, refused.get(0), e);
    }
    if (!agree(expected.variables(), actual)) {
      throw Divergence.ofTouch(name, initial, steps, refused, actual);
    }
  }

  private void compare(SpecState expected) {
    Map<String, Object> actual;
    try {
      actual = subject.state();
    } catch (AssertionError | RuntimeException e) {
      throw Divergence.ofRefusal(name, initial, steps, e);
    }
    if (!agree(expected.variables(), actual)) {
      throw Divergence.ofState(name, initial, steps, actual);
    }
  }

  private boolean agree(Map<String, Object> specified, Map<String, Object> actual) {
    if (extent == Extent.ALL) {
      return specified.equals(actual);
    }
    int compared = 0;
    for (Map.Entry<String, Object> variable : actual.entrySet()) {
      Object right = specified.get(variable.getKey());
      if (right != null) {
        compared++;
        if (!Objects.equals(right, variable.getValue())) {
          return false;
        }
      }
    }
    if (compared == 0) {
      throw new IllegalStateException(
          name + " reports no variable of the specification: " + actual.keySet());
    }
    return true;
  }

  /** The steps so far. */
  List<SpecStep> steps() {
    return List.copyOf(steps);
  }

  SpecState initial() {
    return initial;
  }

  String name() {
    return name;
  }

  @Override
  public void close() {
    subject.close();
  }
}
