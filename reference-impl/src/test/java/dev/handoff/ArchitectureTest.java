package dev.handoff;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The rules of the house: which package may name which, and who may touch the world. Plain tests:
 * Surefire does not count ArchUnit's own on this version of the platform.
 */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(new ImportOption.DoNotIncludeJars())
          .importPackages("dev.handoff");

  private static final String[] PROTOCOLS = {
    "dev.handoff.fanout", "dev.handoff.persistence", "dev.handoff.shutdown", "dev.handoff.delivery"
  };

  private static final String[] PURE = {
    "dev.handoff", "dev.handoff.trace", PROTOCOLS[0], PROTOCOLS[1], PROTOCOLS[2], PROTOCOLS[3]
  };

  /** Packages whose classes reach the world outside of the process, or threads. */
  private static final String[] WORLD = {
    "java.net..",
    "java.nio.channels..",
    "java.nio.file..",
    "java.sql..",
    "javax.net..",
    "java.lang.reflect.."
  };

  /** Classes that start threads, wait, read clocks, draw random numbers, or reach files. */
  private static final Set<String> WORLDLY =
      Set.of(
          "java.util.concurrent.Executors",
          "java.util.concurrent.ThreadPoolExecutor",
          "java.util.concurrent.ScheduledThreadPoolExecutor",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.ThreadLocalRandom",
          "java.util.Timer",
          "java.util.Random",
          "java.util.Date",
          "java.time.Clock",
          "java.security.SecureRandom",
          "java.io.File",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.RandomAccessFile",
          "java.io.PrintStream",
          "java.lang.ProcessBuilder");

  private static final DescribedPredicate<JavaAccess<?>> TOUCHING_THE_WORLD =
      new DescribedPredicate<>("starting threads, waiting, reading clocks or drawing numbers") {
        @Override
        public boolean test(JavaAccess<?> access) {
          String owner = access.getTargetOwner().getName();
          String name = access.getName();
          return WORLDLY.contains(owner)
              || (owner.equals("java.lang.System") && !name.equals("arraycopy"))
              || (owner.equals("java.lang.Thread")
                  && !Set.of("currentThread", "getUncaughtExceptionHandler", "onSpinWait")
                      .contains(name))
              || (owner.equals("java.lang.Math") && name.equals("random"))
              || (owner.equals("java.util.UUID") && name.equals("randomUUID"))
              || (owner.equals("java.time.Instant") && name.equals("now"))
              || (owner.equals("java.util.concurrent.CompletableFuture") && name.endsWith("Async"))
              || (owner.equals("java.lang.Object") && name.equals("wait"));
        }
      };

  @Test
  void protocolsReachTheWorldThroughPortsOnly() {
    ArchRule packages =
        noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WORLD);
    ArchRule accesses =
        noClasses().that().resideInAnyPackage(PURE).should().accessTargetWhere(TOUCHING_THE_WORLD);
    packages.check(CLASSES);
    accesses.check(CLASSES);
    // The adapters do reach it, so the rules would see it.
    assertThat(
            noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(WORLD)
                .evaluate(CLASSES)
                .hasViolation())
        .isTrue();
    assertThat(
            noClasses()
                .should()
                .accessTargetWhere(TOUCHING_THE_WORLD)
                .evaluate(CLASSES)
                .hasViolation())
        .isTrue();
  }

  @Test
  void protocolsAndAdaptersKnowTheVocabularyOnly() {
    for (String one :
        new String[] {
          PROTOCOLS[0],
          PROTOCOLS[1],
          PROTOCOLS[2],
          PROTOCOLS[3],
          "dev.handoff.jdk",
          "dev.handoff.sqlite",
          "dev.handoff.tcp"
        }) {
      noClasses()
          .that()
          .resideInAPackage(one)
          .should()
          .dependOnClassesThat(
              new DescribedPredicate<JavaClass>("are of another protocol or adapter") {
                @Override
                public boolean test(JavaClass other) {
                  return other.getPackageName().startsWith("dev.handoff")
                      && !Set.of("dev.handoff", "dev.handoff.trace", one)
                          .contains(other.getPackageName());
                }
              })
          .check(CLASSES);
    }
  }

  @Test
  void theVocabularyKnowsNobody() {
    noClasses()
        .that()
        .resideInAPackage("dev.handoff")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.handoff.(*)..", "com.google..", "org.sqlite..", "picocli..")
        .because("only trace is below it")
        .check(
            CLASSES.that(
                new DescribedPredicate<JavaClass>("do not name the events") {
                  @Override
                  public boolean test(JavaClass type) {
                    return !type.getName().startsWith("dev.handoff.Guard");
                  }
                }));
    noClasses()
        .that()
        .resideInAPackage("dev.handoff.trace")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.handoff")
        .check(CLASSES);
  }

  @Test
  void onlyTheDemoReadsACommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.handoff.demo")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.handoff.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
