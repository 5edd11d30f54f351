package dev.handoff.lincheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.seeded.Child;
import dev.handoff.seeded.Overlay;
import dev.handoff.seeded.SeededBugs;
import dev.handoff.seeded.Weakening;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each test on the classes that were weakened, where it must print an interleaving. */
final class WeakenedInterleavingsTest {
  private static final Path KIT = Path.of("../..");
  private static final Path TESTS = Path.of("target/test-classes");
  private static final String SUFFIX = "LincheckTest.class";

  /** As many as there are; who adds one counts it here. */
  private static final int CLASSES = 17;

  private static final int WEAKENINGS = 45;

  /** One of each protocol, which takes few interleavings. */
  private static final List<String> QUICK =
      List.of(
          "fanout/guard-unlocks-before-it-takes-the-tasks",
          "persistence/group-commit-bytes-outside",
          "shutdown/receipt-settles-without-compare",
          "delivery/flag-lowered-after-the-listener");

  /** How many of each scenario there may be until one fails: some need hundreds. */
  private static final int INTERLEAVINGS = 1000;

  /** A limit for a test that hangs, which none does: not how long one takes. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path folder = Path.of("");

  private static List<Class<?>> tests() throws IOException {
    List<String> names;
    try (Stream<Path> files = Files.walk(TESTS)) {
      names =
          files
              .map(file -> TESTS.relativize(file).toString())
              .filter(name -> name.endsWith(SUFFIX))
              .sorted()
              .toList();
    }
    List<Class<?>> classes = new ArrayList<>();
    for (String name : names) {
      String simple = name.substring(0, name.length() - ".class".length());
      try {
        classes.add(Class.forName(simple.replace('/', '.').replace('\\', '.')));
      } catch (ClassNotFoundException e) {
        throw new AssertionError("its file is there", e);
      }
    }
    return classes;
  }

  static List<Weakening> all() throws Exception {
    return Weakening.of(SeededBugs.read(KIT), tests());
  }

  /** One, to show in every build that a weakened class is noticed. */
  static List<Weakening> first() throws Exception {
    return some().stream().filter(weakening -> weakening.bug().id().equals(QUICK.get(0))).toList();
  }

  /** One of each protocol. All of them take long, and the matrix tries them too. */
  static List<Weakening> some() throws Exception {
    List<Weakening> some =
        all().stream().filter(weakening -> QUICK.contains(weakening.bug().id())).toList();
    assertThat(some).hasSameSizeAs(QUICK);
    return some;
  }

  @Test
  void everyTestNamesAWeakenedClass() throws Exception {
    assertThat(tests()).hasSize(CLASSES);
    assertThat(all()).hasSize(WEAKENINGS);
    assertThat(all()).extracting(Weakening::check).containsAll(tests());
  }

  @ParameterizedTest
  @MethodSource("first")
  void printsAnInterleaving(Weakening weakening) throws Exception {
    weaken(weakening);
  }

  @Tag("full")
  @ParameterizedTest
  @MethodSource("some")
  void printsAnInterleavingInEachProtocol(Weakening weakening) throws Exception {
    weaken(weakening);
  }

  @Tag("campaign")
  @ParameterizedTest
  @MethodSource("all")
  void printsAnInterleavingEverywhere(Weakening weakening) throws Exception {
    weaken(weakening);
  }

  private void weaken(Weakening weakening) throws Exception {
    String classPath = Child.ownClassPath();
    Path overlay = Overlay.of(KIT, weakening.bug(), classPath, folder.resolve("bug"));
    Child child =
        new Child(
                classPath, options(), List.of(OneTest.class.getName(), weakening.check().getName()))
            .behind(overlay);
    Child.Ended ended = child.run(folder.resolve("run"), LIMIT);
    String log = Files.readString(ended.log());
    System.out.println(weakening + " after " + ended.time().toMillis() + " ms\n" + log);
    assertThat(ended.exit()).as("exit code of %s: %s", weakening, log).hasValue(OneTest.FAILED);
    assertThat(log).contains("The following interleaving leads to the error");
  }

  /** What this JVM was started with, the agents of the build excepted. */
  private static List<String> options() {
    return Stream.concat(
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-X") || option.startsWith("--add-opens")),
            Stream.of("-Dhandoff.interleavings=" + INTERLEAVINGS))
        .toList();
  }
}
