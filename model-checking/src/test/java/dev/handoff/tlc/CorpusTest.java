package dev.handoff.tlc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.tlc.Corpus.Model;
import dev.handoff.tlc.Corpus.Model.Claim;
import dev.handoff.tlc.PropertyResult.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every engine says of every specification of the corpus what stock TLC says of it. */
final class CorpusTest {
  private static final Set<String> SOME_SORTS = Set.of("Peterson", "Lights", "Digits_Jumpy");

  /** The engines that start a process or more for each model. */
  private static final Set<String> DEAREST = Set.of("process", "tools-jar");

  private static final Map<String, StockTlc.Run> STOCK = new ConcurrentHashMap<>();

  @TempDir private static Path folder;
  private static Scratch scratch;
  private static Engine inProcess;
  private static Engine workers;
  private static Engine process;
  private static Engine toolsJar;

  @BeforeAll
  static void open() throws Exception {
    scratch = Scratch.open();
    inProcess = Engines.inProcess(scratch);
    workers = Engines.workers(scratch);
    process = Engines.process(scratch);
    toolsJar = Engines.toolsJar(StockTlc.jar(), scratch);
  }

  @AfterAll
  static void close() {
    scratch.close();
  }

  private static Engine engine(String name) {
    return switch (name) {
      case "in-process" -> inProcess;
      case "workers" -> workers;
      case "process" -> process;
      case "tools-jar" -> toolsJar;
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Peterson on every engine; on the cheaper ones different sorts. */
  static Stream<Arguments> enginesAndModels() {
    return pairs(CorpusTest::isForEveryBuild);
  }

  /** What that leaves out of the engines that run in a few processes. */
  static Stream<Arguments> theRest() {
    return pairs((engine, model) -> !isForEveryBuild(engine, model) && !DEAREST.contains(engine));
  }

  /** What is left: each takes a process or two. */
  static Stream<Arguments> theDearest() {
    return pairs((engine, model) -> !isForEveryBuild(engine, model) && DEAREST.contains(engine));
  }

  private static boolean isForEveryBuild(String engine, Model model) {
    if (DEAREST.contains(engine)) {
      return model.name().equals("Peterson");
    }
    return SOME_SORTS.contains(model.name());
  }

  private static Stream<Arguments> pairs(BiPredicate<String, Model> wanted) {
    return Stream.of("in-process", "workers", "process", "tools-jar")
        .flatMap(
            engine ->
                Corpus.models().stream()
                    .filter(model -> wanted.test(engine, model))
                    .map(model -> Arguments.of(engine, model)));
  }

  @Test
  void theCorpusIsAllThatIsInItsFolder() throws Exception {
    try (Stream<Path> files = Files.list(Corpus.folder())) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".cfg")))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      Corpus.models().stream().map(Model::name),
                      Stream.of("Assumed_False", "Endless"))
                  .map(name -> name + ".cfg")
                  .toList())
          .hasSizeGreaterThanOrEqualTo(14);
    }
  }

  @Tag("full")
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("theRest")
  void anEngineAgreesWithStockTlcOnTheRest(String engine, Model model) throws Exception {
    anEngineAgreesWithStockTlc(engine, model);
  }

  @Tag("campaign")
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("theDearest")
  void theEnginesOfManyProcessesAgreeWithStockTlcOnTheRest(String engine, Model model)
      throws Exception {
    anEngineAgreesWithStockTlc(engine, model);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("enginesAndModels")
  void anEngineAgreesWithStockTlc(String engine, Model model) throws Exception {
    ModelResult result = engine(engine).run(Corpus.request(model.name(), 120_000), Watch.NONE);

    StockTlc.Run graph = stock(model, model.configForHolding());
    assertThat(graph.holds()).as(graph.text()).isTrue();
    assertThat(result.complete()).isTrue();
    assertThat(result.generated()).as("generated").isEqualTo(graph.generated()).isPositive();
    assertThat(result.distinct()).as("distinct").isEqualTo(graph.distinct()).isPositive();
    assertThat(result.depth()).as("depth").isEqualTo((int) graph.depth()).isPositive();

    assertThat(
            result.properties().stream()
                .map(PropertyResult::name)
                .filter(name -> model.names().contains(name)))
        .as("judged")
        .containsExactlyInAnyOrderElementsOf(model.names());
    for (PropertyResult property : result.properties()) {
      Optional<Claim> violated =
          model.violated().stream().filter(c -> c.name().equals(property.name())).findFirst();
      assertThat(property.outcome())
          .as(property.name())
          .isEqualTo(violated.isPresent() ? Outcome.VIOLATED : Outcome.HOLDS);
      if (violated.isPresent()) {
        StockTlc.Run alone = stock(model, model.configFor(violated.get()));
        assertThat(alone.holds()).as(property.name()).isFalse();
        assertThat(property.trace().length()).as(property.name()).isPositive();
        if (violated.get().safety()) {
          assertThat(property.trace().length())
              .as(property.name() + "\n" + alone.text())
              .isEqualTo(alone.traceLength());
          assertThat(property.trace().ending()).isEqualTo(Trace.Ending.END);
        } else {
          assertThat(property.trace().ending()).isNotEqualTo(Trace.Ending.END);
        }
      } else {
        assertThat(property.trace()).as(property.name()).isEqualTo(Trace.NONE);
      }
    }
  }

  private static StockTlc.Run stock(Model model, String config) throws Exception {
    // The bundled tools are too old for the keyword.
    String known = config.replaceAll("(?m)^ALIAS.*$", "");
    String key = model.name() + "\n" + known;
    StockTlc.Run run = STOCK.get(key);
    if (run == null) {
      run =
          StockTlc.run(Corpus.module(model.name()), known, Files.createTempDirectory(folder, "s"));
      STOCK.put(key, run);
    }
    return run;
  }
}
