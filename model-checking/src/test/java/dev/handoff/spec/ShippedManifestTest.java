package dev.handoff.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifest that is shipped, in the repository and in the jar. */
class ShippedManifestTest {
  /** Surefire runs in the module's folder. */
  private static final Path SPEC = Path.of("..", "spec").toAbsolutePath().normalize();

  @TempDir Path folder;

  @Test
  void itIsWellFormedAndAllItsFilesExist() throws Exception {
    assertThat(Specifications.open(SPEC).folder()).isEqualTo(SPEC);
  }

  @Test
  void everyConfigurationInAProtocolsFolderIsAModel() throws Exception {
    Set<String> pinned = new TreeSet<>();
    Specifications.open(SPEC).manifest().models().forEach(model -> pinned.add(model.config()));
    assertThat(configurations()).isEqualTo(pinned);
  }

  // The folder itself holds the abstract contract, which is no protocol.
  private static Set<String> configurations() throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SPEC, 2)) {
      files
          .filter(file -> file.toString().endsWith(".cfg"))
          .map(file -> SPEC.relativize(file))
          .filter(file -> file.getNameCount() == 2)
          .forEach(file -> found.add(file.toString().replace('\\', '/')));
    }
    return found;
  }

  @Test
  void everyMutantsTextOccursExactlyOnce() throws Exception {
    Specifications specifications = Specifications.open(SPEC);
    for (Mutant mutant : specifications.manifest().mutants()) {
      String text = Files.readString(SPEC.resolve(mutant.file())).replace("\r\n", "\n");
      String wanted = String.join("\n", mutant.replace()) + "\n";
      int first = ("\n" + text).indexOf("\n" + wanted);
      assertThat(first).as("%s is there", mutant.id()).isNotNegative();
      assertThat(("\n" + text).indexOf("\n" + wanted, first + 1))
          .as("%s is there once", mutant.id())
          .isNegative();
    }
  }

  @Test
  void theJarHasTheSame() throws Exception {
    Manifest packaged = Specifications.unpack(folder).manifest();
    assertThat(packaged).isEqualTo(Specifications.open(SPEC).manifest());
  }
}
