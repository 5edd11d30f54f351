package dev.handoff.bench;

import dev.handoff.spec.Model;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tlc2.TLC;

/**
 * Stock TLC with one worker, in a process of its own, that only explores: invariants and properties
 * are taken out of the configuration, and the clock runs from TLC's word that it has the initial
 * states to its word that it is done, so that neither the start of the process nor the parser
 * counts.
 *
 * @param generated the states that it says it generated
 * @param nanos how long it took
 */
record StockTlc(long generated, long nanos) {
  /** TLC's message codes, and what follows them. */
  private static final String INITIAL_STATES = "@!@!@STARTMSG 2190:";

  private static final String SUCCESS = "@!@!@STARTMSG 2193:";
  private static final Pattern GENERATED = Pattern.compile("^(\\d+) states generated, .*");
  private static final Pattern CHECKED = Pattern.compile("(INVARIANTS?|PROPERT(Y|IES))\\b.*");
  private static final Pattern SECTION = Pattern.compile("[A-Z_]{4,}\\b.*");

  static StockTlc explore(Path specifications, Model model, Path folder)
      throws IOException, InterruptedException {
    Path module = specifications.resolve(model.module());
    Path config = folder.resolve("Explored.cfg");
    Files.writeString(
        config,
        unchecked(Files.readString(specifications.resolve(model.config())))
            + "\nCHECK_DEADLOCK FALSE\n");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-Djava.io.tmpdir=" + folder,
                "-DTLA-Library=" + module.getParent() + ":" + specifications,
                "-cp",
                jar().toString(),
                "tlc2.TLC",
                "-tool",
                "-workers",
                "1",
                "-metadir",
                folder.resolve("states").toString(),
                "-config",
                "Explored.cfg", // found in its working directory only
                String.valueOf(module.getFileName()).replaceFirst("\\.tla$", ""))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    long began = 0;
    long ended = 0;
    long generated = 0;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        Matcher count = GENERATED.matcher(line);
        if (line.startsWith(INITIAL_STATES)) {
          began = System.nanoTime();
        } else if (line.startsWith(SUCCESS)) {
          ended = System.nanoTime();
        } else if (count.matches()) {
          generated = Long.parseLong(count.group(1));
        }
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.waitFor() != 0 || began == 0 || ended == 0 || generated == 0) {
      throw new IllegalStateException("stock TLC did not explore " + model.id());
    }
    return new StockTlc(generated, ended - began);
  }

  double perSecond() {
    return generated / (nanos / 1e9);
  }

  private static String unchecked(String config) {
    boolean[] checked = {false};
    return config
        .lines()
        .filter(
            line -> {
              if (SECTION.matcher(line).matches()) {
                checked[0] = CHECKED.matcher(line).matches() || line.startsWith("CHECK_DEADLOCK");
              }
              return !checked[0];
            })
        .collect(Collectors.joining("\n"));
  }

  private static Path jar() {
    try {
      return Path.of(TLC.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the bundled tools cannot be located", e);
    }
  }

  /** The middle of an odd number of figures. */
  static double median(List<Double> figures) {
    return figures.stream().sorted().toList().get(figures.size() / 2);
  }
}
