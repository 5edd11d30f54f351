package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command that judges recorded runs. */
class ValidateCommandTest {
  private static final String CONSTANTS =
      """
      "Messages":"1..2","Fragments":"<<0, 0>>","RequestCapacity":"1","WriteCapacity":"1",\
      "ChannelCapacity":"1","MayStall":"FALSE\"""";

  @TempDir Path folder;
  private final Cli cli = new Cli();

  private int validate(String protocol, String module, String constants, String... events)
      throws Exception {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        {"handoff":"trace","version":1,"protocol":"%s","module":"%s","constants":{%s},"hidden":["Forward"]}
        """
            .formatted(protocol, module, constants));
    for (int i = 0; i < events.length; i++) {
      text.append("{\"seq\":" + (i + 1) + "," + events[i] + "}\n");
    }
    Path file = Files.writeString(folder.resolve("run.ndjson"), text);
    return cli.run("validate", "shutdown", file.toString());
  }

  @Test
  void aTraceThatIsExplainedEndsWithZeroAndFigures() throws Exception {
    assertThat(
            validate(
                "shutdown",
                "PeerShutdown",
                CONSTANTS,
                "\"action\":\"Offer\",\"args\":[1]",
                "\"action\":\"Offer\",\"args\":[2],\"state\":{\"status[2]\":\"\\\"accepted\\\"\"}"))
        .isEqualTo(Exit.OK);
    assertThat(cli.out())
        .isEqualTo(
            folder.resolve("run.ndjson")
                + ": shutdown/PeerShutdown explains it\n"
                + "  2 events, 1 hidden step, at most 2 states at a time\n"
                + "  taken: Forward 1, Offer 2\n"
                + "  never taken: Fetch, Send, Encode, Confirm, TimeOutWrite, Finish, Abort, Write,"
                + " Return, Announce, PassDeadline, BeginClose\n");
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void aTraceThatIsNotExplainedEndsWithOneAndTheEvent() throws Exception {
    assertThat(
            validate(
                "shutdown",
                "PeerShutdown",
                CONSTANTS,
                "\"action\":\"Offer\",\"args\":[1]",
                "\"action\":\"BeginClose\"",
                "\"action\":\"Finish\""))
        .isEqualTo(Exit.DIFFERENT);
    assertThat(cli.out())
        .startsWith(
            folder.resolve("run.ndjson")
                + ":4: no behaviour of shutdown/PeerShutdown explains event 3\n"
                + "  {\"seq\":3,\"action\":\"Finish\"}\n"
                + "It explains the 2 events before, for one with 0 hidden steps; then it may be in"
                + " 2 states:\n\n state 1\n")
        .contains("   requests = <<1>>\n")
        .contains("  allowed: Forward, PassDeadline, Offer(m = 2)\n")
        .contains("\n state 2, where it differs from 1\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fanout | CommitFanOut | :1: is a trace of the protocol \"fanout\", not of \"shutdown\"",
        "shutdown | CommitFanOut | :1: the protocol shutdown has no module \"CommitFanOut\"; its"
            + " reference is PeerShutdown",
        "shutdown | ../../etc | :1: the protocol shutdown has no module"
      })
  void aHeaderThatNamesWhatIsNotThereEndsWithTwo(String protocol, String module, String problem)
      throws Exception {
    assertThat(validate(protocol, module, CONSTANTS, "\"action\":\"BeginClose\""))
        .isEqualTo(Exit.USAGE);
    assertThat(cli.err()).contains("run.ndjson" + problem);
    assertThat(cli.err().lines()).hasSize(1);
    assertThat(cli.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"Messages\":\"1..2\" | run.ndjson:1: \"constants\": PeerShutdown needs a value for ",
        "\"Messages\":\"1..\" | run.ndjson:1: \"constants\": a value is no TLA+ expression: did not",
        "\"Messages\":1 | run.ndjson:1: constant Messages must be a string, is 1"
      })
  void constantsThatDoNotFitEndWithTwo(String constants, String problem) throws Exception {
    assertThat(validate("shutdown", "PeerShutdown", constants, "\"action\":\"BeginClose\""))
        .isEqualTo(Exit.USAGE);
    assertThat(cli.err()).contains(problem);
    assertThat(cli.err().lines()).hasSize(1);
  }

  @Test
  void aConstantThatTheModuleDoesNotHaveEndsWithTwo() throws Exception {
    assertThat(
            validate(
                "shutdown",
                "PeerShutdown",
                CONSTANTS + ",\"Massages\":\"1\"",
                "\"action\":\"BeginClose\""))
        .isEqualTo(Exit.USAGE);
    assertThat(cli.err())
        .endsWith("run.ndjson:1: \"constants\": PeerShutdown has no constant Massages\n");
  }

  @Test
  void aFileThatIsEmptyOrNotNamedEndsWithTwo() throws Exception {
    Path file = Files.writeString(folder.resolve("e.ndjson"), "");
    assertThat(cli.run("validate", "shutdown", file.toString())).isEqualTo(Exit.USAGE);
    assertThat(cli.err())
        .isEqualTo("handoff: " + file + ": is empty; its first line must be a trace's header\n");
    Cli other = new Cli();
    assertThat(other.run("validate", "shutdown")).isEqualTo(Exit.USAGE);
    assertThat(other.err()).contains("Missing required parameter: 'FILE.ndjson'");
  }
}
