package dev.handoff.delivery;

import dev.handoff.conformance.Decisions;
import dev.handoff.conformance.Reference;
import dev.handoff.conformance.Scale;
import dev.handoff.conformance.Subject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** {@link VoteRound}, over {@link Session}s, implements {@code VoteQuorum.tla}. */
public final class VoteQuorumReference implements Reference {
  @Override
  public String protocol() {
    return "delivery";
  }

  @Override
  public String module() {
    return "VoteQuorum";
  }

  @Override
  public Subject start(Map<String, Object> constants) {
    return new VoteQuorumSubject(constants);
  }

  /** What the validators and their sessions do of their own accord. */
  @Override
  public Decisions decisions() {
    return Decisions.of(
        "Vote", "Resume", "Receive", "FormQuorum", "LearnQuorum", "TimeOut", "EndByTimeouts");
  }

  @Override
  public List<Scale> scales() {
    return List.of(
        // The leader is among the faulty, so that it can leak a quorum.
        scale("byzantine", 13, Set.of(3L, 4L, 7L, 13L), true, 4, 50),
        scale("silent", 22, Set.of(1L, 2L, 3L, 4L, 5L, 6L, 7L), false, 1, 100),
        scale("correct", 16, Set.of(), false, 15, 100),
        // Few enough that a round comes to its end by timeouts.
        scale("small", 4, Set.of(1L), false, 1, 10));
  }

  private static Scale scale(
      String name,
      int validators,
      Set<Long> faulty,
      boolean isByzantine,
      long leader,
      long maxFaults) {
    return new Scale(
        name,
        Map.of(
            "Validators",
                LongStream.rangeClosed(1, validators)
                    .boxed()
                    .collect(Collectors.toUnmodifiableSet()),
            "Faulty", faulty,
            "Byzantine", isByzantine,
            "Leader", leader,
            "Timeouts", true,
            "MaxFaults", maxFaults),
        List.of("TypeOK"));
  }

  /** A quorum ends the story at who learns it: it is not to spread before votes were counted. */
  @Override
  public int weight(String action) {
    return switch (action) {
      case "LeakQuorum" -> 1;
      case "LearnQuorum" -> 2;
      case "FailConnection", "TimeOut" -> 5;
      default -> 10;
    };
  }
}
