package dev.handoff.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.seeded.Child;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RacesTest {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path folder = Path.of("");

  private Child.Ended races(String... arguments) throws Exception {
    return new Child(
            Child.ownClassPath(),
            List.of("-Xmx1g", "-Djava.io.tmpdir=" + folder.toAbsolutePath()),
            Stream.concat(Stream.of("dev.handoff.stress.Races"), Stream.of(arguments)).toList())
        .run(folder, LIMIT);
  }

  /** jcstress would do in each round what it did in those before it, if they were one process. */
  @Tag("full")
  @Test
  void eachRoundIsOfOneCompilerAndAsLongAsTheOthers() throws Exception {
    Child.Ended ended = races("3", "^dev.handoff.LoopRace.Idea$");

    String said = Files.readString(ended.log());
    assertThat(ended.exit()).as(said).hasValue(0);
    assertThat(said)
        .contains("round 1, C2,", "round 2, C2 in random order,", "round 3, C1,")
        .contains("races: 1 of 1 sound, 0 with an outcome that is forbidden; rounds: 3, samples: ");
    List<String> logs = new ArrayList<>();
    try (DirectoryStream<Path> rounds = Files.newDirectoryStream(folder, "jcstress-*")) {
      for (Path round : rounds) {
        logs.add(Files.readString(round.resolve("log.txt")));
      }
    }
    assertThat(logs).hasSize(3).allSatisfy(log -> assertThat(log).contains("Results: 2 planned"));
    assertThat(logs).filteredOn(log -> log.contains("StressLCM")).hasSize(1);
    assertThat(logs).filteredOn(log -> log.contains("TieredStopAtLevel=1")).hasSize(1);
  }

  @Test
  void aMistakeInTheCommandIsOneLineAndTwo() throws Exception {
    for (String wrong : List.of("0", "-1", "soon", "1000000", "PT")) {
      Child.Ended ended = races(wrong);
      assertThat(ended.exit()).as(wrong).hasValue(2);
      assertThat(Files.readString(ended.log()).lines())
          .singleElement()
          .asString()
          .startsWith("races: neither short nor more")
          .contains(wrong)
          .contains("--help");
    }
  }
}
