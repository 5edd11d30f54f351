package dev.handoff.conformance;

import java.util.List;
import java.util.Map;

/** A module of the specification and the code that implements it. */
public interface Reference {
  /** The protocol's name in the manifest. */
  String protocol();

  /** The module's name; without path and extension. */
  String module();

  /**
   * A fresh implementation in the specification's initial state.
   *
   * @param constants the module's constants by name
   */
  Subject start(Map<String, Object> constants);

  /** The steps that the implementation itself decides about, and must refuse if not enabled. */
  Decisions decisions();

  /** Constants far beyond the models' bounds, for random behaviours. */
  List<Scale> scales();

  /**
   * How often random behaviours take an action among those that are enabled, relative to the
   * others. Faults that end a behaviour deserve less.
   */
  default int weight(String action) {
    return 10;
  }
}
