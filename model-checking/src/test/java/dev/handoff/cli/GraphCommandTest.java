package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.handoff.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that writes state graphs. */
class GraphCommandTest {
  @TempDir Path folder;
  private String spec = "";

  /** Two states, and a step between them that has an argument. */
  @BeforeEach
  void specifications() throws Exception {
    spec =
        Fixtures.specifications(
                folder, Fixtures.MANIFEST.replace("\"distinct\": 12, ", "\"distinct\": 2, "))
            .toString();
    Files.writeString(
        folder.resolve("toy/MCAsFound.tla"),
        """
        ---- MODULE MCAsFound ----
        VARIABLE n
        Init == n = "none"
        Send(item) == n = "none" /\\ n' = item
        Next == \\E item \\in {"a\\"b"} : Send(item)
        Spec == Init /\\ [][Next]_n
        ====
        """);
    Files.writeString(
        folder.resolve("toy/AsFound_Crash.cfg"), "SPECIFICATION Spec\nCHECK_DEADLOCK FALSE\n");
  }

  @Test
  void aGraphIsWrittenForGraphviz() {
    Cli cli = new Cli();
    assertThat(cli.run("graph", "--spec", spec, "toy/AsFound/Crash")).isEqualTo(Exit.OK);
    assertThat(cli.out())
        .isEqualTo(
            """
            digraph "toy/AsFound/Crash" {
              node [shape=box, fontname="monospace"];
              0 [label="n = \\"none\\"\\l", style=bold];
              1 [label="n = \\"a\\\\\\"b\\"\\l"];
              0 -> 1 [label="Send(item = \\"a\\\\\\"b\\")"];
            }
            """);
  }

  @Test
  void aGraphIsWrittenAsJson() throws Exception {
    Path out = folder.resolve("graph.json");
    Cli cli = new Cli();
    assertThat(
            cli.run("graph", "--spec", spec, "toy/AsFound", "--format", "json", "--out", "" + out))
        .isEqualTo(Exit.OK);
    assertThat(cli.out())
        .isEqualTo("toy/AsFound/Crash: 2 states, 1 steps, written to " + out + "\n");
    Map<String, Object> graph = JSON.std.mapFrom(Files.readString(out));
    assertThat(graph.get("id")).isEqualTo("toy/AsFound/Crash");
    assertThat(graph.get("states"))
        .isEqualTo(
            List.of(
                Map.of("state", 0, "initial", true, "values", Map.of("n", "none")),
                Map.of("state", 1, "initial", false, "values", Map.of("n", "a\"b"))));
    assertThat(graph.get("steps"))
        .isEqualTo(
            List.of(
                Map.of("from", 0, "action", "Send", "arguments", Map.of("item", "a\"b"), "to", 1)));
  }

  @Test
  void aGraphThatIsTooLargeIsRefused() {
    Cli cli = new Cli();
    assertThat(cli.run("graph", "--spec", spec, "toy/AsFound", "--states", "1"))
        .isEqualTo(Exit.USAGE);
    assertThat(cli.err())
        .isEqualTo(
            "handoff: toy/AsFound/Crash has 2 states; allow more with --states, or take a smaller"
                + " model\n");
  }

  @Test
  void whatCannotBeWrittenIsSaidBeforehand() {
    Cli cli = new Cli();
    assertThat(cli.run("graph", "--spec", spec, "toy", "--out", folder.toString()))
        .isEqualTo(Exit.USAGE);
    assertThat(cli.err()).contains("--out " + folder + ": is a folder");
    Cli many = new Cli();
    assertThat(many.run("graph", "--spec", spec, "toy")).isEqualTo(Exit.USAGE);
    assertThat(many.err()).contains("\"toy\" matches 2 models, name one");
  }
}
