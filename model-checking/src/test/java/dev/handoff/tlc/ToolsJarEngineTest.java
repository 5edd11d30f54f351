package dev.handoff.tlc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.handoff.tlc.PropertyResult.Outcome;
import dev.handoff.tlc.TlcException.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong ends with one line of the right kind, and leaves nothing behind. */
final class ToolsJarEngineTest {
  private static final String MODULE =
      """
      ---- MODULE M ----
      EXTENDS Naturals, Sequences
      VARIABLE x
      Init == x = 0
      Step == x < 3 /\\ x' = x + 1
      Break == /\\ x = 2
               /\\ Head(x) = 1
               /\\ x' = x
      Next == Step
      Spec == Init /\\ [][Next]_x
      Small == x < 2
      Compares == x # "a"
      NotBoolean == x
      Primed == x' = x
      Up == Init /\\ [][Step \\/ Break]_x
      Forever == x = 0 /\\ [][x' = x + 1]_x
      ====
      """;

  @TempDir private Path folder;
  private Scratch scratch;
  private ToolsJarEngine engine;

  @BeforeEach
  void open() throws Exception {
    scratch = Scratch.open();
    engine = new ToolsJarEngine(StockTlc.jar(), scratch);
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    try (Stream<Path> left = Files.list(scratch.root())) {
      assertThat(left).isEmpty();
    }
    scratch.close();
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  private ModelRequest request(String module, String config, long timeoutMillis) throws Exception {
    String name = module.replaceFirst("(?s).*?MODULE (\\w+).*", "$1");
    return new ModelRequest(
        Files.writeString(folder.resolve(name + ".tla"), module).toString(),
        Files.writeString(folder.resolve("M.cfg"), config).toString(),
        List.of(),
        List.of(),
        timeoutMillis);
  }

  private void assertFails(ModelRequest request, Kind kind, String message) {
    assertThatThrownBy(() -> engine.run(request, Watch.NONE))
        .isInstanceOf(TlcException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n")
        .extracting(e -> ((TlcException) e).kind())
        .isEqualTo(kind);
  }

  @Tag("full")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "INVARIANT Nope | CONFIG | The invariant Nope specified in the configuration file is not"
            + " defined",
        "PROPERTY Nope | CONFIG | The property Nope specified",
        "CONSTANT N <- Init | CONFIG | the identifier N does not appear in the specification",
        "CONSTRAINT Nope | CONFIG | Nope",
        "INIT Init | CONFIG | cannot specify both INIT/NEXT and SPECIFICATION",
        "PROPERTY Primed | CONFIG | Primed",
        "INVARIANT Up | CONFIG | The invariant Up is not a state predicate",
        "VIE x | CONFIG | M.cfg:2: expected a keyword",
        "INVARIANT Compares | EVALUATION | M.tla:12:13: Attempted to check equality of integer 0"
            + " with non-integer: \"a\"",
        "INVARIANT NotBoolean | EVALUATION | TLC expected a boolean value",
      })
  void aConfigurationThatDoesNotFitIsToldWithTheName(String line, Kind kind, String message)
      throws Exception {
    assertFails(request(MODULE, "SPECIFICATION Spec\n" + line + "\n", 0), kind, message);
  }

  // The tools of 2023 do not know -noGenerateSpecTE, and the engine learns it from their complaint.
  @Test
  void anOptionThatAnotherRunFoundUnknownMeanwhileIsLeftOutHereToo() throws Exception {
    ModelRequest request = request(MODULE, "SPECIFICATION Spec\nCHECK_DEADLOCK FALSE\n", 0);
    List<ModelResult> inner = new ArrayList<>();
    Watch runsAnother =
        new Watch() {
          private boolean first = true;

          @Override
          public void progress(Progress progress) {}

          @Override
          public boolean cancelled() {
            if (first) {
              first = false;
              try {
                inner.add(engine.run(request, Watch.NONE));
              } catch (TlcException e) {
                throw new AssertionError(e);
              }
            }
            return false;
          }
        };
    assertThat(engine.run(request, runsAnother).distinct()).isEqualTo(4);
    assertThat(inner).singleElement().extracting(ModelResult::distinct).isEqualTo(4L);
  }

  @Test
  void anEvaluationErrorInAStepIsToldWithLineAndColumn() throws Exception {
    assertFails(
        request(MODULE, "SPECIFICATION Up\n", 0),
        Kind.EVALUATION,
        "M.tla:7:13: The argument of Head should be a sequence, but instead it is: 2");
  }

  @Test
  void anEvaluationErrorBeyondAViolationDoesNotHideIt() throws Exception {
    ModelResult result =
        engine.run(request(MODULE, "SPECIFICATION Up\nINVARIANT Small\n", 0), Watch.NONE);
    assertThat(result.properties().get(0).name()).isEqualTo("Small");
    assertThat(result.properties().get(0).outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(result.properties().get(0).trace().length()).isEqualTo(3);
    assertThat(result.complete()).isFalse();
    assertThat(result.warnings()).singleElement().asString().contains("M.tla:7:13");
  }

  @Tag("full")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Init == x = | M.tla:4:9: Encountered",
        "Init == x = foo | M.tla:4:13: Unknown operator: `foo'",
        "Init == x = \"abc | M.tla:4:17",
        "Op(a) == a Init == x = Op(1, 2) | M.tla:4:26: The operator Op requires 1 arguments.",
      })
  void aModuleThatDoesNotParseIsToldWithLineAndColumn(String definition, String message)
      throws Exception {
    String module =
        """
        ---- MODULE M ----
        EXTENDS Naturals
        VARIABLE x
        %s
        Next == x' = x
        ====
        """
            .formatted(definition);
    assertFails(request(module, "INIT Init\nNEXT Next\n", 0), Kind.PARSE, message);
  }

  @Test
  void aModuleThatIsNotThereIsToldByItsName() throws Exception {
    assertFails(
        request("---- MODULE M ----\nEXTENDS Nowhere\n====\n", "INIT I\nNEXT N\n", 0),
        Kind.PARSE,
        "Cannot find source file for module Nowhere imported in module M");
  }

  @Test
  void aRootModuleThatIsNotThereIsToldByItsName() {
    ModelRequest request =
        new ModelRequest(folder.resolve("X.tla").toString(), "M.cfg", List.of(), List.of(), 0);
    assertFails(request, Kind.PARSE, "X.tla: no such module file");
  }

  @Test
  void aFalseAssumptionIsAVerdictAndNothingElseIsDecided() throws Exception {
    ModelResult result = engine.run(Corpus.request("Assumed_False", 0), Watch.NONE);
    assertThat(result.properties())
        .extracting(PropertyResult::name, PropertyResult::outcome)
        .containsExactly(
            tuple("InRange", Outcome.UNDECIDED), tuple("Assumption", Outcome.VIOLATED));
    assertThat(result.complete()).isFalse();
    assertThat(result.warnings()).singleElement().asString().contains("line 5, col 19");
  }

  @Test
  void aTimeoutKillsTheChild() throws Exception {
    assertFails(request(MODULE, "SPECIFICATION Forever\n", 1500), Kind.TIMEOUT, "not done after");
  }

  @Test
  void cancellingKillsTheChild() throws Exception {
    ModelRequest request = request(MODULE, "SPECIFICATION Forever\n", 0);
    Watch impatient =
        new Watch() {
          @Override
          public void progress(Progress progress) {}

          @Override
          public boolean cancelled() {
            return true;
          }
        };
    assertThatThrownBy(() -> engine.run(request, impatient))
        .extracting(e -> ((TlcException) e).kind())
        .isEqualTo(Kind.CANCELLED);
  }

  @Test
  void anInterruptKillsTheChildAndStaysAnInterrupt() throws Exception {
    ModelRequest request = request(MODULE, "SPECIFICATION Forever\n", 0);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> engine.run(request, Watch.NONE))
        .extracting(e -> ((TlcException) e).kind())
        .isEqualTo(Kind.CANCELLED);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aJarThatIsNotThereIsToldByItsName() throws Exception {
    engine = new ToolsJarEngine(folder.resolve("none.jar"), scratch);
    assertFails(request(MODULE, "SPECIFICATION Spec\n", 0), Kind.TOOLS, "none.jar: no such file");
  }

  @Test
  void aJarThatIsNoTlcIsToldByItsName() throws Exception {
    Path jar = folder.resolve("other.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("readme.txt"));
      out.write("nothing".getBytes(StandardCharsets.UTF_8));
    }
    engine = new ToolsJarEngine(jar, scratch);
    assertFails(
        request(MODULE, "SPECIFICATION Spec\n", 0),
        Kind.TOOLS,
        "other.jar: is not the TLA+ tools: it has no class tlc2.TLC");
  }

  @Test
  void aFileThatIsNoJarIsToldByItsName() throws Exception {
    Path jar = Files.writeString(folder.resolve("text.jar"), "not a jar");
    engine = new ToolsJarEngine(jar, scratch);
    assertFails(request(MODULE, "SPECIFICATION Spec\n", 0), Kind.TOOLS, "text.jar: is not the");
  }

  @Test
  void aTlcClassThatIsBrokenIsToldWithWhatItSaid() throws Exception {
    Path jar = folder.resolve("broken.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("tlc2/TLC.class"));
      out.write(new byte[] {1, 2, 3, 4});
    }
    engine = new ToolsJarEngine(jar, scratch);
    assertFails(request(MODULE, "SPECIFICATION Spec\n", 0), Kind.TOOLS, "broken.jar: does not run");
  }

  @Test
  void aClassOfANewerJavaIsToldAsSuch() throws Exception {
    Path jar = folder.resolve("newer.jar");
    byte[] classFile;
    try (var in = ToolsJarEngineTest.class.getResourceAsStream("ToolsJarEngineTest.class")) {
      classFile = Objects.requireNonNull(in).readAllBytes();
    }
    classFile[7] = (byte) 250; // the class file's major version
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("tlc2/TLC.class"));
      out.write(classFile);
    }
    engine = new ToolsJarEngine(jar, scratch);
    assertFails(
        request(MODULE, "SPECIFICATION Spec\n", 0), Kind.TOOLS, "newer.jar: needs a newer Java");
  }

  @Test
  void aFullDiskIsToldAsSuch() {
    ToolsReport report =
        new ToolsReport(
            List.of(
                new ToolsMessage(
                    ToolsMessage.GENERAL,
                    ToolsMessage.ERROR,
                    "TLC threw an unexpected exception.\nThe exception was a"
                        + " java.io.IOException\n: No space left on device")),
            List.of(),
            List.of(),
            new Watch.Progress(0, 0, 0, 0),
            255,
            false);
    TlcException e = ToolsErrors.of(report, "tla2tools.jar", "M.cfg");
    assertThat(e.kind()).isEqualTo(Kind.RESOURCE);
    assertThat(e).hasMessageContaining("disk of the temporary folder is full");
  }
}
