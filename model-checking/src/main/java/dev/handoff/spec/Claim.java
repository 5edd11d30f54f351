package dev.handoff.spec;

import dev.handoff.spec.Model.Result;
import java.util.List;
import java.util.Optional;

/**
 * Something that a report says, with the verdict of the models.
 *
 * @param id the report's number and a name: {@code 000/partial-delivery}
 * @param statement the claim in one line
 * @param verdict what the models say
 * @param condition under which it is true; there exactly if the verdict needs one
 * @param why the verdict explained, or why no bounded model can tell
 * @param questions what the models were asked; empty exactly if the claim is out of reach
 */
public record Claim(
    String id,
    String statement,
    Verdict verdict,
    Optional<String> condition,
    String why,
    List<Question> questions) {
  public Claim {
    questions = List.copyOf(questions);
  }

  /** The number of the report. */
  public String report() {
    return id.substring(0, id.indexOf('/'));
  }

  /**
   * A property of a model, of the standard tier, whose verdict decides a claim.
   *
   * @param model the model
   * @param property a property of the protocol, or an operator that only claims ask for
   * @param result the verdict that is expected
   * @param own what there is to say if it is no property of the protocol: a cell of the scorecard
   *     says it itself
   */
  public record Question(ModelId model, String property, Result result, Optional<Own> own) {}

  /**
   * What only claims ask.
   *
   * @param asks what the operator says, in one line
   * @param form how a configuration lists it
   * @param traceLength states of the counterexample; 0 unless violated and measured
   */
  public record Own(String asks, Form form, int traceLength) {}

  /** How a configuration lists an operator. */
  public enum Form implements Written {
    /** A state predicate, under {@code INVARIANT}. */
    SAFETY("safety"),
    /** A temporal formula, under {@code PROPERTY}. */
    LIVENESS("liveness");

    private final String written;

    Form(String written) {
      this.written = written;
    }

    @Override
    public String written() {
      return written;
    }

    @Override
    public String toString() {
      return written;
    }
  }

  /** What the models say of a claim. */
  public enum Verdict implements Written {
    CONFIRMED("confirmed"),
    REFUTED("refuted"),
    CONFIRMED_UNDER_CONDITION("confirmedUnderCondition"),
    /** No bounded model can express it. */
    OUT_OF_REACH("outOfReach");

    private final String written;

    Verdict(String written) {
      this.written = written;
    }

    @Override
    public String written() {
      return written;
    }

    @Override
    public String toString() {
      return switch (this) {
        case CONFIRMED_UNDER_CONDITION -> "confirmed under a condition";
        case OUT_OF_REACH -> "out of reach";
        default -> written;
      };
    }
  }
}
