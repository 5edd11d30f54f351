package dev.handoff.cli;

import dev.handoff.check.Board;
import dev.handoff.check.Detail;
import dev.handoff.check.Job;
import dev.handoff.check.Jobs;
import dev.handoff.check.Outcome;
import dev.handoff.check.Outcome.Failed;
import dev.handoff.check.Questions;
import dev.handoff.check.Runner;
import dev.handoff.check.Selection;
import dev.handoff.check.Selection.NoMatchException;
import dev.handoff.spec.Claim.Question;
import dev.handoff.spec.ManifestException;
import dev.handoff.spec.Model;
import dev.handoff.spec.Specifications;
import dev.handoff.spec.Tier;
import dev.handoff.tlc.Engine;
import dev.handoff.tlc.Scratch;
import dev.handoff.tlc.TlcException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What one command works with: a scratch folder, engines made when needed, specifications. */
final class Workbench implements AutoCloseable {
  /** Above so many distinct states a child process, with a compiler of its own, is faster. */
  private static final long SMALL_STATES = 100_000;

  /** So many small models pay for the start of child processes that run them one after another. */
  private static final int MANY_MODELS = 4;

  /** How long models may take to end after Ctrl-C. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private enum Place {
    HERE,
    WORKERS,
    PROCESS
  }

  private final Console console;
  private final EngineFactory factory;
  private final Scratch scratch;
  private final Optional<Path> jar;
  private final Map<Place, Engine> engines = new EnumMap<>(Place.class);

  private Workbench(Console console, EngineFactory factory, Scratch scratch, Optional<Path> jar) {
    this.console = console;
    this.factory = factory;
    this.scratch = scratch;
    this.jar = jar;
  }

  /** Sets up a workbench; a jar takes the place of the tools in this one. */
  static Workbench open(Console console, EngineFactory factory, Optional<Path> jar)
      throws CliException {
    try {
      return new Workbench(console, factory, Scratch.open(), jar);
    } catch (TlcException e) {
      throw CliException.tool(e);
    }
  }

  /** The specifications of a folder, or else those in this jar. */
  Specifications specifications(Optional<Path> folder) throws CliException {
    try {
      return folder.isPresent()
          ? Specifications.open(folder.get())
          : Specifications.unpack(scratch.fresh("specifications-"));
    } catch (ManifestException e) {
      throw CliException.usage(e);
    } catch (IOException e) {
      throw CliException.tool("the specifications cannot be unpacked: " + e.getMessage());
    } catch (TlcException e) {
      throw CliException.tool(e);
    }
  }

  /** An empty folder that is gone at the end. */
  Path fresh(String prefix) throws CliException {
    try {
      return scratch.fresh(prefix);
    } catch (TlcException e) {
      throw CliException.tool(e);
    }
  }

  /** The models of a tier that the patterns pick. */
  static List<Model> models(Specifications specifications, SpecOptions options, List<String> wanted)
      throws CliException {
    return chosen(
        specifications.manifest().models(options.tier), model -> model.id().toString(), wanted);
  }

  /** The one model of a tier that a pattern picks. */
  static Model onlyModel(Specifications specifications, SpecOptions options, String wanted)
      throws CliException {
    List<Model> models = models(specifications, options, List.of(wanted));
    if (models.size() > 1) {
      throw CliException.usage(
          "\""
              + wanted
              + "\" matches "
              + models.size()
              + " models, name one: "
              + models.stream()
                  .limit(5)
                  .map(model -> model.id().toString())
                  .collect(Collectors.joining(", "))
              + (models.size() > 5 ? ", ..." : ""));
    }
    return models.get(0);
  }

  /** Those whose ids the patterns pick. */
  static <T> List<T> chosen(List<T> all, Function<T, String> id, List<String> wanted)
      throws CliException {
    try {
      Set<String> ids = Selection.select(all.stream().map(id).toList(), wanted);
      return all.stream().filter(each -> ids.contains(id.apply(each))).toList();
    } catch (NoMatchException e) {
      throw CliException.usage(e);
    }
  }

  /** How much the engines tell. */
  Detail detail() {
    return jar.isPresent() ? Detail.VERDICTS_ONLY : Detail.FULL;
  }

  /**
   * The engine for a model of the manifest.
   *
   * @param together how many models run in this command
   */
  Engine engineFor(Model model, int together, EngineChoice choice) throws CliException {
    if (choice != EngineChoice.AUTO) {
      return engine(choice == EngineChoice.PROCESS ? Place.PROCESS : Place.HERE);
    }
    long states = model.pins().distinct();
    boolean unknown = states == 0 && model.tier() == Tier.DEEP;
    if (states > SMALL_STATES || unknown) {
      return engine(Place.PROCESS);
    }
    return engine(together < MANY_MODELS ? Place.HERE : Place.WORKERS);
  }

  /** A job for each of those models, in their order. */
  List<Job> jobs(Specifications specifications, List<Model> models, RunOptions options)
      throws CliException {
    List<Job> jobs = new ArrayList<>();
    for (Model model : models) {
      jobs.add(
          Jobs.of(
              specifications,
              model,
              engineFor(model, models.size(), options.engine),
              options.timeout()));
    }
    return jobs;
  }

  /**
   * A job that puts questions to a model.
   *
   * @param together how many models run in this command
   */
  Job question(
      Specifications specifications,
      Model model,
      Set<Question> questions,
      int together,
      RunOptions options)
      throws CliException {
    try {
      return Questions.job(
          specifications,
          model,
          questions,
          scratch.fresh("questions-"),
          engineFor(model, together, options.engine),
          options.timeout());
    } catch (TlcException e) {
      throw CliException.tool(e);
    } catch (IOException e) {
      throw CliException.tool("the configuration cannot be written: " + e.getMessage());
    }
  }

  /** The engine for a module of the user's own, of which nobody knows how large it is. */
  Engine engineForModule(EngineChoice choice) throws CliException {
    return engine(choice == EngineChoice.IN_PROCESS ? Place.HERE : Place.PROCESS);
  }

  private Engine engine(Place place) throws CliException {
    try {
      Engine engine = engines.get(place);
      if (engine == null) {
        engine = make(place);
        engines.put(place, engine);
      }
      return engine;
    } catch (TlcException e) {
      boolean theUsers = jar.isPresent() && e.kind() == TlcException.Kind.TOOLS;
      throw theUsers ? CliException.usage(e) : CliException.tool(e);
    }
  }

  private Engine make(Place place) throws TlcException, CliException {
    if (jar.isPresent()) {
      if (!Files.isRegularFile(jar.get()) || !Files.isReadable(jar.get())) {
        throw CliException.usage("--tla2tools " + jar.get() + ": no such file");
      }
      return factory.toolsJar(scratch, jar.get().toAbsolutePath());
    }
    return switch (place) {
      case HERE -> factory.inProcess(scratch);
      case WORKERS -> factory.workers(scratch);
      case PROCESS -> factory.process(scratch);
    };
  }

  /** Runs jobs, with progress if anybody sees it; Ctrl-C stops them and cleans up. */
  List<Outcome> run(List<Job> jobs, RunOptions options) throws CliException {
    Board board = new Board();
    Runner runner = new Runner(jobs, options.jobs, board);
    scratch.stopFirst(
        () -> {
          try {
            runner.stop(PATIENCE);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    LiveLine line = LiveLine.start(console, board);
    try {
      List<Outcome> outcomes = runner.run();
      if (board.cancelled()) {
        throw CliException.tool("interrupted");
      }
      return outcomes;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.tool("interrupted");
    } finally {
      line.stop();
    }
  }

  /**
   * Prints why models could not be judged, a line each, and says how the command ends.
   *
   * @return the exit code; a jar that judges nothing at all is one that the user should not have
   *     named
   */
  int explain(List<Failed> failures, int models) {
    boolean useless =
        jar.isPresent()
            && failures.size() == models
            && failures.stream().allMatch(each -> each.kind() == TlcException.Kind.TOOLS);
    failures.stream()
        .limit(useless ? 1 : failures.size())
        .forEach(each -> console.err().println("handoff: " + Main.oneLine(each.message())));
    return useless ? Exit.USAGE : Exit.TOOL;
  }

  @Override
  public void close() {
    scratch.close();
  }
}
