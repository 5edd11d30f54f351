package dev.handoff.tlc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Specifications as users write them, of every kind that TLC has an option for, with what is true
 * of each property.
 *
 * <p>Nothing here is copied from a checker's output: how long a counterexample is, and how many
 * states there are, the tests ask of stock TLC.
 */
final class Corpus {
  private static final List<Model> MODELS =
      List.of(
          model("Jugs").holds("TypeOK").violates("NotSolved", "NeverFull", "NotBoth"),
          model("Peterson").holds("MutualExclusion").lives("Starvation", "OftenIn"),
          model("Philosophers").holds("NeighboursDoNotEat").violates("Deadlock"),
          model("Philosophers_NoDeadlock").holds("NeighboursDoNotEat").starves("SomeoneEats"),
          model("Network").holds("InOrder").lives("AllArrive").violates("FewInFlight"),
          model("Network_Weak").holds("InOrder").starves("AllArrive"),
          model("Downloader").lives("StartedFinishes", "StaysDone").starves("Finishes"),
          model("Lights").holds("TypeOK", "NeverBoth").lives("KeepsMoving").starves("Served"),
          model("Lights_Strong").holds("TypeOK", "NeverBoth").lives("Served", "KeepsMoving"),
          model("Leases").holds("NewestHolds", "DistinctEpochs").violates("OneBeliever"),
          model("Producer").holds("Sorted", "NothingSkipped").violates("NeverFour"),
          model("Clocks").holds("NonNegative").violates("Together").violatesSteps("OnlyForward"),
          model("Audit").holds("Solvent").violates("NeverBroke"),
          model("MCBallots").holds("Consistent").lives("Decides").violates("NothingChosen"),
          model("Tokens")
              .holds("TypeOK", "Bounded")
              .violates("NotRich", "NotOnlyPennies", "Deadlock"),
          model("Starts")
              .lives("AlwaysBelow")
              .violates("Different")
              .violatesSteps("StartsBelow", "NeverLess"),
          model("Assumed").holds("InRange"),
          model("Shallow").holds("Even").violates("NotThree"),
          model("Ring").violates("NotTwo"),
          model("Digits_Good").holds("TypeOK").lives("Refines", "Safely", "Reaches"),
          model("Digits_Lazy").holds("TypeOK").lives("Safely").starves("Refines", "Reaches"),
          model("Digits_Jumpy").holds("TypeOK").lives("Reaches").violatesSteps("Refines", "Safely"),
          model("Digits_Start").lives("Refines", "Safely").violatesSteps("StartsWrong"));

  private Corpus() {}

  /** All models that have a finite graph and true assumptions. */
  static List<Model> models() {
    return MODELS;
  }

  /** A file of the corpus. */
  static Path file(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(Corpus.class.getResource("corpus/" + name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The folder of the corpus. */
  static Path folder() {
    return Objects.requireNonNull(file("Jugs.tla").getParent());
  }

  static String text(String name) {
    try {
      return Files.readString(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A request to judge a configuration of the corpus. */
  static ModelRequest request(String name, long timeoutMillis) {
    return new ModelRequest(
        file(module(name) + ".tla").toString(),
        file(name + ".cfg").toString(),
        List.of(),
        List.of(),
        timeoutMillis);
  }

  /** The module of a configuration: what stands before the underscore. */
  static String module(String name) {
    return name.replaceFirst("_.*", "");
  }

  private static Model model(String name) {
    return new Model(name, List.of(), List.of(), List.of());
  }

  /**
   * A model.
   *
   * @param name the configuration's file name without its ending
   * @param invariants what is listed as an invariant, by name
   * @param properties what is listed as a property, by name
   * @param violated those that do not hold
   */
  record Model(String name, List<Claim> invariants, List<Claim> properties, List<Claim> violated) {

    /** An invariant or property, and whether a finite behaviour can violate it. */
    record Claim(String name, boolean safety) {}

    Model holds(String... names) {
      return with(names, true, true, false);
    }

    Model violates(String... names) {
      return with(names, true, true, true);
    }

    Model lives(String... names) {
      return with(names, false, false, false);
    }

    Model starves(String... names) {
      return with(names, false, false, true);
    }

    Model violatesSteps(String... names) {
      return with(names, false, true, true);
    }

    private Model with(String[] names, boolean invariant, boolean safety, boolean isViolated) {
      List<Claim> nowInvariants = new ArrayList<>(invariants);
      List<Claim> nowProperties = new ArrayList<>(properties);
      List<Claim> nowViolated = new ArrayList<>(violated);
      for (String each : names) {
        Claim claim = new Claim(each, safety);
        (invariant ? nowInvariants : nowProperties).add(claim);
        if (isViolated) {
          nowViolated.add(claim);
        }
      }
      return new Model(name, nowInvariants, nowProperties, nowViolated);
    }

    /** The names of those that hold, of one sort. */
    List<String> holding(List<Claim> of) {
      return of.stream()
          .filter(claim -> !violated.contains(claim))
          .map(Claim::name)
          .filter(each -> !each.equals(PropertyResult.DEADLOCK))
          .toList();
    }

    /** The configuration without what is to be judged; of a model that holds, all of it. */
    String graphConfig() {
      return violated.isEmpty() ? text(name + ".cfg") : text("graph/" + name + ".cfg");
    }

    /** The configuration that asks for one thing only. */
    String configFor(Claim claim) {
      if (claim.name().equals(PropertyResult.DEADLOCK)) {
        return graphConfig().replace("CHECK_DEADLOCK FALSE", "");
      }
      return graphConfig()
          + (invariants.contains(claim) ? "\nINVARIANT " : "\nPROPERTY ")
          + claim.name()
          + "\n";
    }

    /** The configuration that asks for what holds. */
    String configForHolding() {
      if (violated.isEmpty()) {
        return graphConfig();
      }
      return graphConfig()
          + "\nINVARIANTS "
          + String.join(" ", holding(invariants))
          + "\nPROPERTIES "
          + String.join(" ", holding(properties))
          + "\n";
    }

    Set<String> names() {
      return Set.copyOf(
          Stream.concat(invariants.stream(), properties.stream()).map(Claim::name).toList());
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
