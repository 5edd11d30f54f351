package dev.handoff.seeded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeededBugsTest {
  private static final Path KIT = Path.of("../..");

  @TempDir private Path folder = Path.of("");

  @Test
  void thereAreAsManyAsPromised() throws Exception {
    Map<String, Long> counts =
        SeededBugs.read(KIT).all().stream()
            .collect(
                Collectors.groupingBy(SeededBug::protocol, TreeMap::new, Collectors.counting()));
    System.out.println("seeded bugs: " + counts);
    assertThat(counts).containsOnlyKeys("delivery", "fanout", "persistence", "shutdown");
    assertThat(counts.values()).allMatch(count -> count >= 12);
    assertThat(counts.values().stream().mapToLong(Long::longValue).sum())
        .isGreaterThanOrEqualTo(60);
  }

  /** What the implementation's authors change, the bugs have to follow. */
  @Test
  void eachFitsItsFile() throws Exception {
    List<SeededBug> bugs = SeededBugs.read(KIT).all();
    for (SeededBug bug : bugs) {
      String source = Files.readString(KIT.resolve(bug.file()));
      assertThat(bug.in(source)).as(bug.id()).isNotEqualTo(source);
    }
    System.out.println("seeded bugs: " + bugs.size() + " fit their files");
  }

  @Tag("full")
  @Test
  void eachCompiles() throws Exception {
    SeededBugs bugs = SeededBugs.read(KIT);
    String compiledWith = Child.ownClassPath();
    int compiled = 0;
    for (SeededBug bug : bugs.all()) {
      Path classes = Overlay.of(KIT, bug, compiledWith, folder.resolve(bug.id()));
      try (var files = Files.walk(classes)) {
        assertThat(files.filter(each -> each.toString().endsWith(".class"))).isNotEmpty();
      }
      compiled++;
    }
    System.out.println("seeded bugs: " + compiled + " compile");
    assertThat(compiled).isEqualTo(bugs.all().size());
  }

  @Test
  void anEditMatchesOnce() throws Exception {
    SeededBug bug = new SeededBug("fanout/x", "A.java", "one();", "two();", false, "why");
    assertThat(bug.in("a one(); b")).isEqualTo("a two(); b");
    assertThatThrownBy(() -> bug.in("three();"))
        .isInstanceOf(SeedingException.class)
        .hasMessageContaining("fanout/x")
        .hasMessageContaining("no such lines");
    assertThatThrownBy(() -> bug.in("one(); one();"))
        .isInstanceOf(SeedingException.class)
        .hasMessageContaining("more than once");
  }

  @Test
  void whatDoesNotCompileIsSaid() throws Exception {
    Files.writeString(folder.resolve("A.java"), "class A { int one; }");
    SeededBug bug = new SeededBug("fanout/x", "A.java", "int", "Nothing", false, "why");
    assertThatThrownBy(() -> Overlay.of(folder, bug, "", folder.resolve("out")))
        .isInstanceOf(SeedingException.class)
        .hasMessageContaining("fanout/x does not compile")
        .hasMessageContaining("Nothing");
  }

  @Test
  void aChildHasTheMistakeBeforeWhatShips() throws Exception {
    String program =
        "public class Main { static int code() { return 0; }"
            + " public static void main(String[] args) { System.exit(code()); } }";
    Files.writeString(folder.resolve("Main.java"), program);
    SeededBug none =
        new SeededBug("fanout/none", "Main.java", "return 0;", "return 0;", false, "-");
    SeededBug bug = new SeededBug("fanout/x", "Main.java", "return 0;", "return 7;", false, "why");
    SeededBug hangs =
        new SeededBug("fanout/y", "Main.java", "return 0;", "for (;;) {}", false, "why");
    Child child =
        new Child(
            Overlay.of(folder, none, "", folder.resolve("none")).toString(),
            List.of(),
            List.of("Main"));
    Duration limit = Duration.ofSeconds(60);
    assertThat(child.run(folder.resolve("a"), limit).exit()).hasValue(0);
    assertThat(
            child
                .behind(Overlay.of(folder, bug, "", folder.resolve("bug")))
                .run(folder.resolve("b"), limit)
                .exit())
        .hasValue(7);
    assertThat(
            child
                .behind(Overlay.of(folder, hangs, "", folder.resolve("hangs")))
                .run(folder.resolve("c"), Duration.ofMillis(500))
                .exit())
        .isEqualTo(OptionalInt.empty());
  }
}
