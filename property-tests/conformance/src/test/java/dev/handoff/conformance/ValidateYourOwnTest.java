package dev.handoff.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.oracle.Oracles;
import dev.handoff.oracle.TraceFile;
import dev.handoff.oracle.TraceValidator;
import dev.handoff.oracle.Validation;
import dev.handoff.oracle.Validation.Explained;
import dev.handoff.oracle.Validation.Unexplained;
import example.ClosingQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page "validate your own implementation", its example and its commands. */
class ValidateYourOwnTest {
  private static final Path PAGE = Path.of("VALIDATE-YOUR-OWN.md");
  private static final Path EXAMPLE = Path.of("src/test/java/example/ClosingQueue.java");

  private static Oracles oracles;
  @TempDir Path folder;

  @BeforeAll
  static void open() throws Exception {
    oracles = Oracles.open();
  }

  @AfterAll
  static void close() {
    oracles.close();
  }

  private Validation validation(String order) throws Exception {
    Path file = folder.resolve(order + ".ndjson");
    ClosingQueue.main(new String[] {order, file.toString()});
    return TraceValidator.validate(oracles, TraceFile.read(file));
  }

  @Test
  void aQueueThatDrainsBeforeItClosesIsExplained() throws Exception {
    for (int i = 0; i < 5; i++) {
      Validation validation = validation("drain");
      assertThat(validation).isInstanceOf(Explained.class);
      assertThat(validation.actions())
          .containsKeys("Offer", "BeginClose", "Confirm", "Finish", "Announce");
    }
  }

  @Test
  void aQueueThatClosesBeforeItDrainsIsNot() throws Exception {
    for (int i = 0; i < 5; i++) {
      Validation validation = validation("hurry");
      assertThat(validation).isInstanceOf(Unexplained.class);
      assertThat(((Unexplained) validation).event().actions()).containsExactly("Finish");
    }
  }

  @Test
  void theExampleUsesNothingOfHandoff() throws Exception {
    String source = Files.readString(EXAMPLE);
    assertThat(source).doesNotContain("dev.handoff");
    assertThat(source.lines().count()).isLessThan(150);
  }

  /** Every command of the page that starts the example or a validation is one that works. */
  @Test
  void thePagesCommandsAreThoseOfTheExample() throws Exception {
    List<String> commands =
        Pattern.compile("(?m)^    (java .*)$")
            .matcher(Files.readString(PAGE))
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();
    assertThat(commands)
        .containsExactly(
            "java property-tests/conformance/" + EXAMPLE + " drain drain.ndjson",
            "java -jar model-checking/target/handoff.jar validate shutdown drain.ndjson",
            "java property-tests/conformance/" + EXAMPLE + " hurry hurry.ndjson",
            "java -jar model-checking/target/handoff.jar validate shutdown hurry.ndjson");
    for (String command : commands) {
      if (command.endsWith("drain.ndjson") && !command.contains("-jar")) {
        run(command);
      }
    }
    Validation validation =
        TraceValidator.validate(oracles, TraceFile.read(folder.resolve("drain.ndjson")));
    assertThat(validation).isInstanceOf(Explained.class);
  }

  /** As the page has it: in a process of its own, from the source. */
  private void run(String command) throws Exception {
    List<String> words = List.of(command.split(" ", -1));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Path.of("../..").resolve(words.get(1)).toAbsolutePath().toString(),
                words.get(2),
                words.get(3))
            .directory(folder.toFile())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }
}
