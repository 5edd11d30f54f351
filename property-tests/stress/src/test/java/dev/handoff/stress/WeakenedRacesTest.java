package dev.handoff.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.seeded.Child;
import dev.handoff.seeded.Overlay;
import dev.handoff.seeded.SeededBug;
import dev.handoff.seeded.SeededBugs;
import dev.handoff.seeded.Weakened;
import dev.handoff.seeded.Weakening;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jcstress.infra.runners.TestList;

/** The third part of each page: the race on the class that was weakened, where it must fail. */
class WeakenedRacesTest {
  private static final Path KIT = Path.of("../..");

  /** One that waits for a thread which does not end takes jcstress half a minute. */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** The rarest come out once in ten thousand samples; on a busy machine few are raced. */
  private static final int TRIES = 3;

  private static final int FORBIDDEN = 1;

  @TempDir private Path folder = Path.of("");

  static List<Weakening> all() throws Exception {
    return Weakening.of(SeededBugs.read(KIT), races());
  }

  private static List<Class<?>> races() throws Exception {
    List<Class<?>> races = new ArrayList<>();
    ClassLoader loader = WeakenedRacesTest.class.getClassLoader();
    for (String race : TestList.tests()) {
      // Not initialized: one of them would open a store in the working directory.
      races.add(Class.forName(race.replaceFirst("Race\\.", "Race\\$"), false, loader));
    }
    return races;
  }

  /** The first of each protocol: what all take is minutes, and the matrix tries them too. */
  static Stream<Weakening> some() throws Exception {
    Set<String> protocols = new HashSet<>();
    return all().stream().filter(each -> protocols.add(each.bug().protocol()));
  }

  @Tag("full")
  @ParameterizedTest
  @MethodSource("some")
  void meetsWhatIsForbidden(Weakening weakening) throws Exception {
    race(weakening);
  }

  @Tag("campaign")
  @ParameterizedTest
  @MethodSource("all")
  void meetsAllThatIsForbidden(Weakening weakening) throws Exception {
    race(weakening);
  }

  private void race(Weakening weakening) throws Exception {
    String race = weakening.check().getName().replace('$', '.').replace(".", "\\.") + "$";
    Child child = child(weakening.bug(), "more", race);
    Child.Ended ended = child.run(folder.resolve("run"), LIMIT);
    for (int i = 1; i < TRIES && ended.exit().equals(OptionalInt.of(0)); i++) {
      ended = child.run(folder.resolve("run"), LIMIT);
    }
    String log = Files.readString(ended.log());
    System.out.println(weakening + "\n" + log);
    assertThat(ended.exit()).as("exit code of %s: %s", weakening, log).hasValue(FORBIDDEN);
    assertThat(log).contains("FORBIDDEN");
  }

  private Child child(SeededBug bug, String... arguments) throws Exception {
    String classPath = Child.ownClassPath();
    return new Child(
            classPath,
            List.of("-Xmx1g", "-Djava.io.tmpdir=" + folder.toAbsolutePath()),
            Stream.concat(Stream.of("dev.handoff.stress.Races"), Stream.of(arguments)).toList())
        .behind(Overlay.of(KIT, bug, classPath, folder.resolve("bug")));
  }

  @Tag("full")
  @Test
  void endsAtTheFirstThatIsForbiddenIfToldSo() throws Exception {
    SeededBug everySample = SeededBugs.read(KIT).find("delivery/deduplicates-per-connection").get();
    Child.Ended ended =
        child(everySample, "--first", "short", "SameMessage|VoteRound")
            .run(folder.resolve("run"), LIMIT);
    String log = Files.readString(ended.log());
    assertThat(ended.exit()).as(log).hasValue(FORBIDDEN);
    assertThat(log).contains("SessionReceiverRace.SameMessage").doesNotContain("VoteRoundRace");
  }

  /** A race that nothing makes fail may race nothing. */
  @Test
  void eachRaceOfAShippedClassHasAWeakenedOne() throws Exception {
    List<Class<?>> shipped =
        races().stream().filter(race -> !race.getSimpleName().equals("Idea")).toList();
    System.out.println(shipped.size() + " races of shipped classes");
    assertThat(shipped).isNotEmpty().allMatch(race -> race.isAnnotationPresent(Weakened.class));
  }

  /** Every bug about ordering has a race that is there to find it. */
  @Test
  void eachBugAboutOrderingIsRaced() throws Exception {
    List<SeededBug> raced = all().stream().map(Weakening::bug).toList();
    List<SeededBug> ordering =
        SeededBugs.read(KIT).all().stream().filter(SeededBug::ordering).toList();
    System.out.println(ordering.size() + " seeded bugs about ordering");
    assertThat(raced).containsAll(ordering);
  }
}
