package dev.handoff;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.Test;

/**
 * The arrows between packages. Plain tests: Surefire does not count ArchUnit's own on this version
 * of the platform, and a rule that is not counted could be skipped in silence.
 */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.handoff");

  private static final String[] TOOLS = {"tlc2..", "tla2sany..", "pcal..", "util..", "model.."};

  @Test
  void onlyOnePackageNamesTheTools() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.handoff.tlc")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(TOOLS)
        .check(CLASSES);
    // The rule could not fail if the import did not see such dependencies at all.
    assertThat(
            noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(TOOLS)
                .evaluate(CLASSES)
                .hasViolation())
        .isTrue();
  }

  @Test
  void packagesDependDownwardsOnly() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.handoff..")
        .ensureAllClassesAreContainedInArchitecture()
        .layer("cli")
        .definedBy("dev.handoff.cli")
        .layer("report")
        .definedBy("dev.handoff.report")
        .layer("check")
        .definedBy("dev.handoff.check")
        .layer("oracle")
        .definedBy("dev.handoff.oracle")
        .layer("spec")
        .definedBy("dev.handoff.spec")
        .layer("tlc")
        .definedBy("dev.handoff.tlc")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("report")
        .mayOnlyAccessLayers("check", "oracle", "spec", "tlc")
        .whereLayer("check")
        .mayOnlyAccessLayers("spec", "tlc")
        .whereLayer("oracle")
        .mayOnlyAccessLayers("spec", "tlc")
        .whereLayer("spec")
        .mayNotAccessAnyLayer()
        .whereLayer("tlc")
        .mayNotAccessAnyLayer()
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.handoff.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
