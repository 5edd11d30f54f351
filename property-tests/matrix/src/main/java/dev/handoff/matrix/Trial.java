package dev.handoff.matrix;

import dev.handoff.seeded.Child;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Runs one layer, on what ships or with a bug before it. */
final class Trial {
  /** How {@code Races} ends for a pattern of no race. */
  private static final int NO_SUCH_RACE = 2;

  private static final Duration LEAST_LIMIT = Duration.ofMinutes(2);

  private Trial() {}

  /** The layer on what ships, which must pass: how long it takes bounds the rest. */
  static Duration baseline(
      Layer layer, String protocol, Effort effort, String classPath, Path folder)
      throws IOException, InterruptedException, MatrixException {
    Child.Ended ended =
        new Child(classPath, layer.options(protocol, effort), layer.program(protocol, effort))
            .run(folder, Duration.ofHours(1));
    if (ended.exit().isEmpty() || ended.exit().getAsInt() != 0) {
      throw new MatrixException(
          "%s of %s (%s) does not pass without a bug, so it proves nothing: see %s"
              .formatted(layer.label(), protocol, effort.label(), ended.log()));
    }
    Duration limit = ended.time().multipliedBy(4);
    return limit.compareTo(LEAST_LIMIT) < 0 ? LEAST_LIMIT : limit;
  }

  /** What of the layer could notice a bug, with that bug. */
  static Row of(
      Compiled compiled, Layer layer, Effort effort, Duration limit, String classPath, Path folder)
      throws IOException, InterruptedException, MatrixException {
    String bug = compiled.bug().id();
    String protocol = compiled.bug().protocol();
    if (layer == Layer.JCSTRESS && compiled.reaching().races().isEmpty()) {
      return new Row(bug, layer, effort, false, 0, "");
    }
    Child.Ended ended =
        new Child(
                classPath,
                layer.options(protocol, effort),
                layer.program(protocol, effort, compiled.reaching()))
            .behind(compiled.overlay())
            .run(folder, limit);
    long millis = ended.time().toMillis();
    if (ended.exit().isEmpty()) {
      return new Row(
          bug, layer, effort, true, millis, "hangs: no end after " + limit.toSeconds() + " s");
    }
    int exit = ended.exit().getAsInt();
    if (exit == 0) {
      return new Row(bug, layer, effort, false, millis, "");
    }
    Optional<String> by = by(layer, ended.log());
    if (layer == Layer.JCSTRESS && exit == NO_SUCH_RACE) {
      throw new MatrixException("%s: see %s".formatted(bug, ended.log()));
    }
    if (by.isEmpty() && layer != Layer.JCSTRESS && exit == LayerMain.NOTHING_RAN) {
      // No test of the layer reaches what the bug changes.
      return new Row(bug, layer, effort, false, millis, "");
    }
    return new Row(
        bug, layer, effort, true, millis, by.orElse("the process ended with code " + exit));
  }

  /** The line that says what failed. */
  private static Optional<String> by(Layer layer, Path log) throws IOException {
    String last = "";
    String before = "";
    // Line by line: what fails without an end has printed a gigabyte by then.
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(log), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(LayerMain.BY)) {
          last = line.substring(LayerMain.BY.length());
        } else if (layer == Layer.JCSTRESS && line.startsWith("  FORBIDDEN")) {
          last = before.strip().split("\\s+", 2)[0] + ": " + line.strip();
        }
        before = line;
      }
    }
    return last.isEmpty() ? Optional.empty() : Optional.of(shortened(last));
  }

  private static String shortened(String text) {
    return text.length() <= 160 ? text : text.substring(0, 159) + "…";
  }
}
