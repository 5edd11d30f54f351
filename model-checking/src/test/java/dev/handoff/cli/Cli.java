package dev.handoff.cli;

import dev.handoff.Fixtures;
import dev.handoff.report.Ink;
import dev.handoff.tlc.Engine;
import dev.handoff.tlc.ModelRequest;
import dev.handoff.tlc.ModelResult;
import dev.handoff.tlc.Scratch;
import dev.handoff.tlc.TlcException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the command line in this process on engines that answer what they are told. */
final class Cli implements EngineFactory {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, Answer> answers = new LinkedHashMap<>();

  /** Which engine ran which configuration: {@code in-process AsFound_Crash.cfg}. */
  final List<String> runs = Collections.synchronizedList(new ArrayList<>());

  /** Every request, in the order of the runs. */
  final List<ModelRequest> requests = Collections.synchronizedList(new ArrayList<>());

  /** What an engine does with a model. */
  interface Answer {
    ModelResult give() throws TlcException;
  }

  /** A command line whose fixture models answer as they are pinned. */
  static Cli asPinned() {
    return new Cli()
        .on("AsFound_Crash.cfg", Fixtures::asFound)
        .on("Reference_Crash.cfg", Fixtures::reference);
  }

  Cli on(String config, Answer answer) {
    answers.put(config, answer);
    return this;
  }

  int run(String... args) {
    Console console =
        new Console(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            Ink.PLAIN,
            Console.Progress.NONE,
            120);
    return Main.run(console, this, args);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  private Engine engine(String name) {
    return (model, watch) -> {
      String config = String.valueOf(Path.of(model.config()).getFileName());
      runs.add(name + " " + config);
      requests.add(model);
      Answer answer = answers.get(config);
      if (answer == null) {
        throw new IllegalStateException("nobody said what " + config + " shows");
      }
      return answer.give();
    };
  }

  @Override
  public Engine inProcess(Scratch scratch) {
    return engine("in-process");
  }

  @Override
  public Engine workers(Scratch scratch) {
    return engine("workers");
  }

  @Override
  public Engine process(Scratch scratch) {
    return engine("process");
  }

  @Override
  public Engine toolsJar(Scratch scratch, Path jar) throws TlcException {
    if (jar.toString().endsWith("no-tlc.jar")) {
      throw new TlcException(TlcException.Kind.TOOLS, jar + ": is no TLC");
    }
    return engine("jar");
  }
}
