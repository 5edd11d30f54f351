package dev.handoff.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReachTest {
  private static final Reach REACH = Reach.ofClassPath();

  @TempDir private Path folder = Path.of("");

  private Reach.Reaching of(String changed) throws IOException {
    Path overlay = folder.resolve("classes");
    Path file = overlay.resolve(changed.replace('.', '/') + ".class");
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    return REACH.reaching(overlay);
  }

  @Test
  void isAllThatUsesAClass() throws Exception {
    Reach.Reaching reaching = of("dev.handoff.shutdown.RequestQueue$Nested");
    assertThat(reaching.classes())
        .contains(
            "dev.handoff.shutdown.RequestQueue",
            "dev.handoff.shutdown.RequestQueuePropertiesTest",
            // By way of another class.
            "dev.handoff.conformance.ReplayTest")
        .doesNotContain("dev.handoff.persistence.BatchStoreTest");
    assertThat(Files.readAllLines(reaching.file())).containsExactlyElementsOf(reaching.classes());
  }

  @Test
  void hasTheRacesThatUseAClass() throws Exception {
    assertThat(of("dev.handoff.shutdown.RequestQueue").races())
        .contains("dev.handoff.shutdown.RequestQueueRace")
        .doesNotContain("dev.handoff.persistence.BatchStoreRace");
  }

  @Test
  void isTheClassAloneIfNothingUsesIt() throws Exception {
    Reach.Reaching reaching = of("dev.handoff.matrix.Nothing");
    assertThat(reaching.classes()).containsExactly("dev.handoff.matrix.Nothing");
    assertThat(reaching.races()).isEmpty();
  }
}
