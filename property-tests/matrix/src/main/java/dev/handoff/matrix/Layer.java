package dev.handoff.matrix;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A kind of check, which can catch a mistake by itself. */
enum Layer {
  /** The unit tests of the reference implementation. */
  UNIT("unit"),
  /** Every edge of the specifications' state graphs, on the implementation. */
  REPLAY("replay"),
  /** Random behaviours, and the laws of the data structures. */
  JQWIK("jqwik"),
  /** Traces of real threads, stores and sockets, validated. */
  TRACES("traces"),
  /** Races of real threads on real memory. */
  JCSTRESS("jcstress"),
  /** Interleavings, chosen one by one. */
  LINCHECK("Lincheck");

  private final String label;

  Layer(String label) {
    this.label = label;
  }

  /** As it is called in the matrix. */
  String label() {
    return label;
  }

  /** The layer of that name. */
  static Layer named(String name) {
    for (Layer layer : values()) {
      if (layer.label.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return layer;
      }
    }
    throw new IllegalArgumentException("no layer is called " + name);
  }

  /** Whether it takes the whole machine: what it shows depends on threads that run at once. */
  boolean isAlone() {
    return this == JCSTRESS;
  }

  /** Whether it is there for the order of what threads do. */
  boolean isAboutOrdering() {
    return this == JCSTRESS || this == LINCHECK;
  }

  /** How long one test may take before it is said to hang; replay is one long test a protocol. */
  Duration patience() {
    return this == REPLAY ? Duration.ofMinutes(10) : Duration.ofMinutes(1);
  }

  /** The main class that runs it on a protocol, and its arguments. */
  List<String> program(String protocol, Effort effort) {
    return this == JCSTRESS
        ? List.of(
            "dev.handoff.stress.Races",
            // As the others, until the first that fails.
            "--first",
            effort == Effort.VERIFY ? "short" : "more",
            // An idea alone has nothing of what ships in it.
            "^dev\\.handoff\\.(" + protocol + "\\.)?[A-Z]\\w*\\.(?!Idea)")
        : List.of(LayerMain.class.getName(), name(), protocol, effort.name());
  }

  /** What the JVM needs for it. */
  List<String> options(String protocol, Effort effort) {
    List<String> options = new ArrayList<>();
    options.add("-Xmx1500m");
    options.add("-Dhandoff.protocol=" + protocol);
    if (this != JCSTRESS) {
      // As in the build: TLC is loaded anew for each model, and rarely gets warm.
      options.add("-XX:TieredStopAtLevel=1");
      options.add("-XX:+UseSerialGC");
      options.add("-XX:ReservedCodeCacheSize=512m");
    }
    if (this == LINCHECK) {
      // As in its own module.
      options.add("-Dhandoff.interleavings=" + (effort == Effort.VERIFY ? 50 : 100));
      options.add("-XX:+EnableDynamicAgentLoading");
      for (String name : List.of("lang", "util", "util.concurrent", "util.function")) {
        options.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED");
      }
    }
    return List.copyOf(options);
  }
}
