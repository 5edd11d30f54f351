package dev.handoff.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecificationsTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenReadsBackAsTheSameManifest() throws Exception {
    Specifications before = Specifications.open(Fixtures.specifications(folder, Fixtures.MANIFEST));
    before.write(before.manifest());
    assertThat(Specifications.open(folder).manifest()).isEqualTo(before.manifest());
  }

  @Test
  void theLayoutIsStableSoThatAChangeOfOneVerdictIsAChangeOfOneLine() throws Exception {
    Specifications specifications =
        Specifications.open(Fixtures.specifications(folder, Fixtures.MANIFEST));
    specifications.write(specifications.manifest());
    List<String> once = Files.readAllLines(folder.resolve("manifest.json"));
    Specifications again = Specifications.open(folder);
    again.write(again.manifest());
    assertThat(Files.readAllLines(folder.resolve("manifest.json"))).isEqualTo(once);
    // Layout apart, the fixture is what a person would write.
    assertThat(String.join("", once).replaceAll("\\s", ""))
        .isEqualTo(Fixtures.MANIFEST.replaceAll("\\s", ""));
    assertThat(once).contains("        {\"name\": \"TypeOK\", \"result\": \"holds\"},");
  }

  @Test
  void writingLeavesNoOtherFileBehind() throws Exception {
    Specifications specifications =
        Specifications.open(Fixtures.specifications(folder, Fixtures.MANIFEST));
    specifications.write(specifications.manifest());
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("manifest.json", "toy");
    }
  }

  @Test
  void aCopyHasEveryFileThatAModelNeedsAndNoOther() throws Exception {
    Specifications specifications =
        Specifications.open(Fixtures.specifications(folder.resolve("."), Fixtures.MANIFEST));
    Files.writeString(folder.resolve("toy").resolve("notes.txt"), "not for TLC");
    Path copy = Files.createTempDirectory("copy-");
    try {
      specifications.copyTo(copy);
      assertThat(copy.resolve("toy").resolve("Toy.tla")).exists();
      assertThat(copy.resolve("toy").resolve("AsFound_Crash.cfg")).exists();
      assertThat(copy.resolve("toy").resolve("notes.txt")).doesNotExist();
    } finally {
      try (var files = Files.walk(copy)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
