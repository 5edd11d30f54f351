package dev.handoff.matrix;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

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

  /** The main class that runs all of it that concerns a protocol, and its arguments. */
  List<String> program(String protocol, Effort effort) {
    if (this != JCSTRESS) {
      return List.of(LayerMain.class.getName(), name(), protocol, effort.name());
    }
    String packages = protocol.equals("persistence") ? "persistence|sqlite" : protocol;
    return races(effort, "(?:(?:" + packages + ")\\.)?[A-Z]\\w*");
  }

  /** The main class that runs what of it reaches one of these classes, and its arguments. */
  List<String> program(String protocol, Effort effort, Reach.Reaching reaching) {
    if (this != JCSTRESS) {
      List<String> program = new ArrayList<>(program(protocol, effort));
      program.add(reaching.file().toString());
      return List.copyOf(program);
    }
    return races(
        effort,
        reaching.races().stream()
            .map(race -> Pattern.quote(race.substring("dev.handoff.".length())))
            .collect(joining("|", "(?:", ")")));
  }

  private static List<String> races(Effort effort, String which) {
    return List.of(
        "dev.handoff.stress.Races",
        // As the others, until the first that fails.
        "--first",
        effort == Effort.VERIFY ? "short" : "more",
        // An idea alone has nothing of what ships in it.
        "^dev\\.handoff\\." + which + "\\.(?!Idea)");
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
