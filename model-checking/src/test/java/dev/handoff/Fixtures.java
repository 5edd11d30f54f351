package dev.handoff;

import dev.handoff.tlc.ModelResult;
import dev.handoff.tlc.PropertyResult;
import dev.handoff.tlc.PropertyResult.Kind;
import dev.handoff.tlc.PropertyResult.Outcome;
import dev.handoff.tlc.TlaLiteral;
import dev.handoff.tlc.Trace;
import dev.handoff.tlc.Trace.Ending;
import dev.handoff.tlc.Trace.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A small manifest with its files, and results as an engine gives them. */
public final class Fixtures {
  /**
   * A well-formed manifest without gaps: two designs, two properties, both tiers, a mutant, claims.
   */
  public static final String MANIFEST =
      """
      { "schema": 1,
        "protocols": [
          { "name": "toy", "title": "A toy handoff", "reference": "Toy",
            "designs": [
              {"name": "AsFound", "title": "as found"},
              {"name": "Reference", "title": "as it should be"}
            ],
            "scenarios": [
              {"name": "Crash", "title": "the receiver crashes"}
            ],
            "properties": [
              {"name": "TypeOK", "kind": "safety", "title": "every variable has its type"},
              {"name": "NoLoss", "kind": "safety", "title": "nothing is lost", "witness": "WitnessNoLoss"}
            ] }
        ],
        "models": [
          { "id": "toy/AsFound/Crash", "tier": "standard", "module": "toy/MCAsFound.tla", "config": "toy/AsFound_Crash.cfg",
            "distinct": 12, "depth": 4,
            "actions": ["Crash", "Send"],
            "witnesses": ["WitnessNoLoss"],
            "properties": [
              {"name": "TypeOK", "result": "holds"},
              {"name": "NoLoss", "result": "violated", "traceLength": 3, "why": "sent to a receiver that is gone"}
            ] },
          { "id": "toy/Reference/Crash", "tier": "standard", "module": "toy/MCReference.tla", "config": "toy/Reference_Crash.cfg",
            "distinct": 20, "depth": 6,
            "actions": ["Crash", "Retry", "Send"],
            "witnesses": ["WitnessNoLoss"],
            "properties": [
              {"name": "TypeOK", "result": "holds"},
              {"name": "NoLoss", "result": "holds"}
            ] },
          { "id": "toy/AsFound/Crash", "tier": "deep", "module": "toy/MCAsFound.tla", "config": "toy/AsFound_Crash_deep.cfg",
            "distinct": 120, "depth": 8,
            "actions": ["Crash", "Send"],
            "witnesses": ["WitnessNoLoss"],
            "properties": [
              {"name": "TypeOK", "result": "holds"},
              {"name": "NoLoss", "result": "violated", "traceLength": 3, "why": "sent to a receiver that is gone"}
            ] },
          { "id": "toy/Reference/Crash", "tier": "deep", "module": "toy/MCReference.tla", "config": "toy/Reference_Crash_deep.cfg",
            "distinct": 200, "depth": 9,
            "actions": ["Crash", "Retry", "Send"],
            "witnesses": ["WitnessNoLoss"],
            "properties": [
              {"name": "TypeOK", "result": "holds"},
              {"name": "NoLoss", "result": "holds"}
            ] }
        ],
        "mutants": [
          { "id": "toy/type-of-counter", "file": "toy/Toy.tla",
            "replace": ["  /\\\\ n = 0"],
            "with": ["  /\\\\ n = \\"none\\""],
            "model": "toy/Reference/Crash", "noticedBy": ["TypeOK"],
            "why": "a counter that starts as a string" }
        ],
        "claims": [
          { "id": "007/it-loses", "verdict": "confirmed",
            "statement": "What is sent to a receiver that is gone is lost",
            "why": "Nobody sends it again.",
            "questions": [
              {"model": "toy/AsFound/Crash", "property": "NoLoss", "result": "violated"},
              {"model": "toy/AsFound/Crash", "property": "ClaimLate", "result": "violated", "traceLength": 5, "kind": "liveness", "asks": "nothing is late"}
            ] },
          { "id": "007/likely", "verdict": "outOfReach",
            "statement": "It happens often",
            "why": "A model knows what can happen, not how often.",
            "questions": [] }
        ]
      }
      """;

  private Fixtures() {}

  /** Writes the manifest, perhaps changed, and every file that it names. */
  public static Path specifications(Path folder, String manifest) throws IOException {
    Files.writeString(folder.resolve("manifest.json"), manifest);
    Path toy = Files.createDirectories(folder.resolve("toy"));
    for (String name :
        List.of(
            "MCAsFound.tla",
            "MCReference.tla",
            "AsFound_Crash.cfg",
            "AsFound_Crash_deep.cfg",
            "Reference_Crash.cfg",
            "Reference_Crash_deep.cfg")) {
      Files.writeString(toy.resolve(name), "");
    }
    Files.writeString(toy.resolve("Toy.tla"), "Init ==\n  /\\ n = 0\n  /\\ lost = FALSE\n");
    return folder;
  }

  /** The manifest with one text replaced, which must be there. */
  public static String manifestWith(String text, String replacement) {
    if (!MANIFEST.contains(text)) {
      throw new IllegalArgumentException("not in the manifest: " + text);
    }
    int at = MANIFEST.indexOf(text);
    return MANIFEST.substring(0, at) + replacement + MANIFEST.substring(at + text.length());
  }

  /** What the fixture's {@code toy/AsFound/Crash} shows when it is as pinned. */
  public static ModelResult asFound() {
    return result(
        12,
        4,
        List.of("Crash", "Send"),
        List.of("WitnessNoLoss"),
        List.of(holds("TypeOK"), violated("NoLoss", 3), holds("Deadlock")));
  }

  /** What the fixture's {@code toy/Reference/Crash} shows when it is as pinned. */
  public static ModelResult reference() {
    return result(
        20,
        6,
        List.of("Crash", "Retry", "Send"),
        List.of("WitnessNoLoss"),
        List.of(holds("TypeOK"), holds("NoLoss"), holds("Deadlock")));
  }

  /** A complete result; every action was taken once. */
  public static ModelResult result(
      long distinct,
      int depth,
      List<String> actions,
      List<String> witnesses,
      List<PropertyResult> properties) {
    TreeMap<String, Long> taken = new TreeMap<>();
    actions.forEach(action -> taken.put(action, 1L));
    return new ModelResult(
        "TLC of the fixtures",
        2 * distinct,
        distinct,
        depth,
        1_500,
        true,
        properties,
        Collections.unmodifiableSortedMap(taken),
        Collections.unmodifiableSortedSet(new TreeSet<>(witnesses)),
        List.of());
  }

  public static PropertyResult holds(String name) {
    return new PropertyResult(name, Kind.SAFETY, Outcome.HOLDS, Trace.NONE);
  }

  public static PropertyResult undecided(String name) {
    return new PropertyResult(name, Kind.SAFETY, Outcome.UNDECIDED, Trace.NONE);
  }

  /** A violation whose trace counts {@code n} up from 0. */
  public static PropertyResult violated(String name, int length) {
    List<State> states = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      states.add(
          state(i == 0 ? "" : "Send", i == 0 ? Map.of() : Map.of("item", "" + i), "n", "" + i));
    }
    return new PropertyResult(
        name, Kind.SAFETY, Outcome.VIOLATED, new Trace(states, Ending.END, -1, ""));
  }

  /** A state; variables and their values, as TLA+ text, take turns. */
  public static State state(String action, Map<String, String> arguments, String... variables) {
    Map<String, String> text = new LinkedHashMap<>();
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      text.put(variables[i], variables[i + 1]);
      values.put(variables[i], value(variables[i + 1]));
    }
    return new State(action, arguments, values, text);
  }

  private static Object value(String text) {
    try {
      return TlaLiteral.parse(text, TlaLiteral.Words.MODEL_VALUES);
    } catch (TlaLiteral.NotAValue e) {
      return text; // as of the tools
    }
  }

  /** The objects of an array that is a field of a JSON object. */
  public static List<Map<?, ?>> objects(Map<?, ?> json, String field) {
    if (!(json.get(field) instanceof List<?> list)) {
      throw new AssertionError(field + " is no array: " + json.get(field));
    }
    List<Map<?, ?>> objects = new ArrayList<>();
    list.forEach(each -> objects.add((Map<?, ?>) each));
    return objects;
  }
}
