package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole program as a process of its own, on real engines. */
@Timeout(180)
class ProcessTest {
  private static final String COUNTER =
      """
      ---- MODULE Counter ----
      EXTENDS Naturals
      CONSTANT Most
      VARIABLE n
      Init == n = 0
      Step(k) == n + k <= Most /\\ n' = n + k
      Next == \\E k \\in {1, 2} : Step(k)
      Spec == Init /\\ [][Next]_n
      Small == n < 3
      ====
      """;

  @TempDir Path folder;
  private Path temporary = Path.of("");

  @BeforeEach
  void makeTemporaryFolder() throws Exception {
    temporary = Files.createDirectory(folder.resolve("tmp"));
  }

  private void write(String module, String config) throws IOException {
    Files.writeString(folder.resolve("Counter.tla"), module);
    Files.writeString(folder.resolve("Counter.cfg"), config);
  }

  private Process start(Path tmp, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + tmp,
            "-cp",
            System.getProperty("java.class.path"),
            "dev.handoff.cli.Main"));
    command.addAll(List.of(args));
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  private int check(String... more) throws Exception {
    List<String> args = new ArrayList<>(List.of("check", "--module", folder + "/Counter.tla"));
    args.addAll(List.of(more));
    return start(temporary, args.toArray(String[]::new)).waitFor();
  }

  private String text(String file) throws IOException {
    return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"in-process", "process"})
  void aViolationIsFoundAndNothingIsLeftBehind(String engine) throws Exception {
    write(COUNTER, "SPECIFICATION Spec\nCONSTANT Most = 6\nINVARIANT Small\n");
    assertThat(check("--engine", engine)).isEqualTo(Exit.DIFFERENT);
    assertThat(text("out"))
        .contains("Small     safety  violated in 3 states") // 0, 2, then 3 or 4
        .contains("Deadlock  safety  violated in 4 states") // 0, 2, 4, 6
        .contains("7 distinct, depth 4");
    assertThat(text("err")).isEmpty();
    assertThat(leftovers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"in-process", "process"})
  void aModuleThatDoesNotParseIsOneLineWithThePlace(String engine) throws Exception {
    write(
        COUNTER.replace("Init == n = 0", "Init == n = = 0"),
        "SPECIFICATION Spec\nCONSTANT Most = 6\n");
    assertThat(check("--engine", engine)).isEqualTo(Exit.TOOL);
    assertThat(text("err").lines()).hasSize(1);
    assertThat(text("err")).startsWith("handoff: Counter: ").contains("Counter.tla:5:");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void aTypeErrorAtRunTimeIsOneLineWithThePlace() throws Exception {
    write(
        COUNTER.replace("n' = n + k", "n' = n + \"k\""), "SPECIFICATION Spec\nCONSTANT Most = 6\n");
    assertThat(check("--engine", "in-process")).isEqualTo(Exit.TOOL);
    assertThat(text("err").lines()).hasSize(1);
    assertThat(text("err")).startsWith("handoff: Counter: ").contains("Counter.tla:6:");
  }

  @Test
  void aConfigurationThatNamesAnUnknownOperatorIsOneLineWithItsName() throws Exception {
    write(COUNTER, "SPECIFICATION Spec\nCONSTANT Most = 6\nINVARIANT Smal\n");
    assertThat(check("--engine", "in-process")).isEqualTo(Exit.TOOL);
    assertThat(text("err").lines()).hasSize(1);
    assertThat(text("err")).startsWith("handoff: Counter: ").contains("Smal");
  }

  @Test
  void aModelThatTakesTooLongEndsWithThree() throws Exception {
    write(COUNTER, "SPECIFICATION Spec\nCONSTANT Most = 100000000\nINVARIANT Small\n");
    assertThat(check("--engine", "in-process", "--timeout", "2")).isEqualTo(Exit.TOOL);
    assertThat(text("err").lines()).hasSize(1);
    assertThat(text("err")).startsWith("handoff: Counter: ");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void aTemporaryFolderThatCannotBeWrittenIsOneLineAndThree() throws Exception {
    write(COUNTER, "SPECIFICATION Spec\nCONSTANT Most = 6\n");
    int exit =
        start(folder.resolve("none"), "check", "--module", folder + "/Counter.tla").waitFor();
    assertThat(exit).isEqualTo(Exit.TOOL);
    // Newer virtual machines warn of the folder themselves, before this program starts.
    List<String> ours =
        text("err").lines().filter(line -> !line.startsWith("WARNING: java.io.tmpdir")).toList();
    assertThat(ours).hasSize(1);
    assertThat(ours.get(0))
        .startsWith("handoff: the temporary folder " + folder.resolve("none"))
        .contains("-Djava.io.tmpdir=DIR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"in-process", "process"})
  void ctrlCEndsTheRunAndCleansUp(String engine) throws Exception {
    write(COUNTER, "SPECIFICATION Spec\nCONSTANT Most = 100000000\nCHECK_DEADLOCK FALSE\n");
    interrupt(
        start(temporary, "check", "--module", folder + "/Counter.tla", "--engine", engine),
        engine.equals("process") ? 1 : 0);
  }

  @Test
  void ctrlCEndsTheRunsThatShareChildProcesses() throws Exception {
    Path spec = Files.createDirectory(folder.resolve("spec"));
    Path many = Files.createDirectory(spec.resolve("many"));
    Files.writeString(many.resolve("Counter.tla"), COUNTER);
    Files.writeString(
        many.resolve("Counter.cfg"),
        "SPECIFICATION Spec\nCONSTANT Most = 100000000\nCHECK_DEADLOCK FALSE\n");
    StringBuilder scenarios = new StringBuilder();
    StringBuilder models = new StringBuilder();
    for (String each : List.of("One", "Two", "Three", "Four")) {
      String comma = scenarios.length() == 0 ? "" : ",";
      scenarios.append(comma + "{\"name\": \"" + each + "\", \"title\": \"t\"}");
      models.append(
          comma
              + "{\"id\": \"many/Reference/"
              + each
              + "\", \"tier\": \"standard\", \"module\": \"many/Counter.tla\", \"config\":"
              + " \"many/Counter.cfg\", \"distinct\": 1, \"depth\": 1, \"actions\": [],"
              + " \"witnesses\": [], \"properties\": []}");
    }
    Files.writeString(
        spec.resolve("manifest.json"),
        "{\"schema\": 1, \"protocols\": [{\"name\": \"many\", \"title\": \"t\", \"reference\":"
            + " \"Counter\", \"designs\": [{\"name\": \"Reference\", \"title\": \"t\"}],"
            + " \"scenarios\": ["
            + scenarios
            + "], \"properties\": []}], \"models\": ["
            + models
            + "], \"mutants\": [], \"claims\": []}");
    interrupt(start(temporary, "check", "--spec", spec.toString(), "--jobs", "1"), 1);
  }

  private void interrupt(Process program, int expectedChildren) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "needs /bin/kill to interrupt");
    awaitRun();
    List<ProcessHandle> children = program.descendants().toList();
    assertThat(children.size()).isLessThanOrEqualTo(expectedChildren);
    assertThat(new ProcessBuilder("/bin/kill", "-INT", "" + program.pid()).start().waitFor())
        .isZero();
    assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(program.exitValue()).isEqualTo(130); // 128 + SIGINT, as shells have it
    for (ProcessHandle child : children) {
      child.onExit().get(60, TimeUnit.SECONDS);
    }
    assertThat(text("err")).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(leftovers()).isEmpty();
  }

  /** Waits until an engine has made the folder of its run. */
  private void awaitRun() throws Exception {
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      WatchKey root = temporary.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      List<Path> scratch = new ArrayList<>(leftovers());
      while (true) {
        for (Path each : scratch) {
          if (Files.isDirectory(each)) {
            each.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            try (Stream<Path> files = Files.list(each)) {
              if (files.anyMatch(file -> file.getFileName().toString().startsWith("run-"))) {
                return;
              }
            }
          }
        }
        WatchKey key = watch.take();
        key.pollEvents();
        key.reset();
        scratch = leftovers();
        assertThat(root.isValid()).isTrue();
      }
    }
  }
}
