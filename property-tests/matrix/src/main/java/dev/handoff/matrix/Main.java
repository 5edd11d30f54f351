package dev.handoff.matrix;

import dev.handoff.seeded.SeededBug;
import dev.handoff.seeded.SeededBugs;
import dev.handoff.seeded.SeedingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line of the matrix. */
@Command(
    name = "matrix",
    mixinStandardHelpOptions = true,
    description = {
      "Applies each seeded bug, runs each layer of checks alone, and writes which catches which.",
      "",
      "What was found is written after each trial, so a run can be ended and gone on with: --resume.",
      "Without a bug every layer must pass first. The edited classes and what each layer printed stay"
          + " in the folder of --out.",
      "",
      "Exit codes: 0 every bug was caught; 1 some were not; 2 usage; 3 the matrix could not be made."
    })
public final class Main implements Callable<Integer> {
  private static final int OK = 0;
  private static final int MISSED = 1;
  private static final int USAGE = 2;
  private static final int FAILED = 3;

  @Parameters(
      paramLabel = "PATTERN",
      description = "Which bugs, such as fanout/* or */*-guard*. Default: all.")
  private List<String> patterns = List.of();

  @Option(
      names = "--layer",
      split = ",",
      paramLabel = "LAYER",
      description = "Which layers: unit, replay, jqwik, traces, jcstress, Lincheck. Default: all.")
  private List<String> layerNames = List.of();

  @Option(
      names = "--kit",
      paramLabel = "FOLDER",
      description = "The kit's folder. Default: the current one.")
  private Path kit = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Where everything is written. Default: property-tests/target/handoff of the kit.")
  private Path out = Path.of("");

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "How many layers run at once; jcstress always runs alone. Default: one a core.")
  private int jobs = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--resume",
      description =
          "Keeps what is in matrix.json, or else what was published, and runs what is not there.")
  private boolean resume;

  @Option(
      names = "--full",
      description =
          "Runs what -Pfull adds to the layers too: for the bugs that nothing else catches, and for"
              + " those about ordering that neither jcstress nor Lincheck does.")
  private boolean full;

  @Option(
      names = "--publish",
      description =
          "Writes what is known into the kit too: property-tests/matrix and the summary in README.md.")
  private boolean publish;

  private Main() {}

  /** Runs the command, and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Main())
            .setParameterExceptionHandler(
                (e, any) -> {
                  System.err.println("matrix: " + e.getMessage() + "; see --help");
                  return USAGE;
                })
            .execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      return run();
    } catch (SeedingException | MatrixException | IOException e) {
      System.err.println("matrix: " + e.getMessage());
      return FAILED;
    }
  }

  private int run() throws IOException, SeedingException, MatrixException, InterruptedException {
    List<Layer> layers = new ArrayList<>();
    try {
      for (String name : layerNames) {
        layers.add(Layer.named(name));
      }
    } catch (IllegalArgumentException e) {
      return usage(String.valueOf(e.getMessage()));
    }
    if (layers.isEmpty()) {
      layers.addAll(Arrays.asList(Layer.values()));
    }
    if (jobs < 1) {
      return usage("--jobs is " + jobs + ", must be at least 1");
    }
    SeededBugs all = SeededBugs.read(kit);
    List<SeededBug> bugs = all.all().stream().filter(this::isChosen).toList();
    if (bugs.isEmpty()) {
      return usage("no bug is called " + String.join(" or ", patterns));
    }
    if (out.toString().isEmpty()) {
      out = kit.resolve("property-tests").resolve("target").resolve("handoff");
    }
    Path json = out.resolve("matrix.json");
    Rows rows = resume ? resumed(json) : new Rows();
    String classPath = System.getProperty("java.class.path", "");
    Matrix matrix = Matrix.of(kit, bugs, classPath, out, json, rows);
    matrix.run(bugs, layers, Effort.VERIFY, jobs);
    if (full) {
      matrix.run(
          bugs.stream().filter(bug -> !rows.isCaught(bug.id())).toList(),
          layers,
          Effort.FULL,
          jobs);
      List<Layer> concurrent = layers.stream().filter(Layer::isAboutOrdering).toList();
      matrix.run(
          bugs.stream()
              .filter(SeededBug::ordering)
              .filter(bug -> concurrent.stream().noneMatch(layer -> rows.isCaught(bug.id(), layer)))
              .toList(),
          concurrent,
          Effort.FULL,
          jobs);
    }
    MatrixPage page = new MatrixPage(all.all(), rows);
    Files.writeString(out.resolve("matrix.md"), page.text());
    if (publish) {
      new Published(kit).write(all.all(), rows);
    }
    page.summary().forEach(System.out::println);
    page.totals().forEach(System.out::println);
    System.out.println("written: " + json + " and matrix.md beside it");
    return bugs.stream().allMatch(bug -> rows.isCaught(bug.id())) ? OK : MISSED;
  }

  /** What a run before this one found; on a new machine, what was published. */
  private Rows resumed(Path json) throws IOException {
    return Files.exists(json) ? Rows.read(json) : new Published(kit).rows();
  }

  private static int usage(String problem) {
    System.err.println("matrix: " + problem + "; see --help");
    return USAGE;
  }

  private boolean isChosen(SeededBug bug) {
    return patterns.isEmpty()
        || patterns.stream()
            .anyMatch(pattern -> bug.id().matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q")));
  }
}
