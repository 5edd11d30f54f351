package dev.handoff.tlc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever ends the program while the tools run ends the tools, and finds nothing left of them. */
final class InterruptTest {
  @TempDir private Path folder;

  @Test
  void endingTheProgramEndsItsChildrenAndCleansUp() throws Exception {
    Path module =
        Files.writeString(
            folder.resolve("Forever.tla"),
            """
            ---- MODULE Forever ----
            EXTENDS Naturals
            VARIABLE x
            Init == x = 0
            Next == x' = x + 1
            ====
            """);
    Path config = Files.writeString(folder.resolve("Forever.cfg"), "INIT Init\nNEXT Next\n");
    Path tmp = Files.createDirectory(folder.resolve("tmp"));
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + tmp,
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                StockTlc.jar().toString(),
                module.toString(),
                config.toString())
            .redirectErrorStream(true)
            .start();
    List<ProcessHandle> children;
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(output.readLine()).isEqualTo("running");
      children = program.descendants().toList();
      assertThat(children).isNotEmpty();
      program
          .toHandle()
          .destroy(); // as Ctrl-C does: the program may still do what it does at its end
      assertThat(output.lines()).as("said at its end").isEmpty();
    }
    assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
    for (ProcessHandle child : children) {
      child.onExit().get(1, TimeUnit.MINUTES);
    }
    try (Stream<Path> left = Files.list(tmp)) {
      assertThat(left.filter(file -> !file.toString().contains("hsperfdata"))).isEmpty();
    }
  }

  /** A program that runs the tools on a graph without end, and says when they run. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws Exception {
      Engine engine = Engines.toolsJar(Path.of(arguments[0]), Scratch.open());
      ModelRequest request = new ModelRequest(arguments[1], arguments[2], List.of(), List.of(), 0);
      boolean[] said = {false};
      try {
        engine.run(
            request,
            progress -> {
              if (!said[0]) {
                said[0] = true;
                System.out.println("running");
              }
            });
      } catch (TlcException e) {
        if (e.kind() != TlcException.Kind.CANCELLED) {
          throw e;
        }
      }
    }
  }
}
