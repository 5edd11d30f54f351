package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.check.Scorecard;
import dev.handoff.check.Scorecard.Cell;
import dev.handoff.report.Page;
import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model.Result;
import dev.handoff.spec.Protocol;
import dev.handoff.spec.Specifications;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages for design reviews: their tables and the cells that they cite are the manifest's. */
class ShippedPagesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern CELL =
      Pattern.compile("`(\\w+/\\w+/\\w+): (holds|notApplicable|violated (\\d+))`");

  /** Fewer would mean that a page was emptied, or that the pattern no longer fits. */
  private static final int CITED_AT_LEAST = 20;

  private Manifest manifest = new Manifest(List.of(), List.of(), List.of(), List.of());

  @BeforeEach
  void open() throws Exception {
    manifest = Specifications.open(ROOT.resolve("spec")).manifest();
  }

  private static Path remedies(Protocol protocol) {
    return ROOT.resolve("spec").resolve(protocol.name()).resolve("REMEDIES.md");
  }

  @Test
  void theTablesAreNotStale() throws Exception {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    manifest.protocols().forEach(protocol -> pages.add(remedies(protocol)));
    for (Path page : pages) {
      String text = Files.readString(page);
      assertThat(Page.parts(text)).as("tables of %s", page).isNotEmpty();
      assertThat(PageOption.refresh(manifest, text))
          .as(
              "%s; refresh it with: java -jar model-checking/target/handoff.jar scorecard --pinned"
                  + " --spec spec --markdown FILE",
              page)
          .isEqualTo(text);
    }
  }

  @Test
  void everyReportHasItsClaimsOnAPage() throws Exception {
    List<String> shown = new ArrayList<>();
    for (Protocol protocol : manifest.protocols()) {
      Page.parts(Files.readString(remedies(protocol))).stream()
          .filter(part -> part.kind().equals("claims"))
          .forEach(part -> shown.add(part.of()));
    }
    assertThat(manifest.claims()).isNotEmpty();
    assertThat(shown)
        .containsExactlyInAnyOrderElementsOf(
            manifest.claims().stream().map(claim -> claim.report()).distinct().toList());
  }

  @Test
  void everyCitedCellIsAsTheScorecardHasIt() throws Exception {
    for (Protocol protocol : manifest.protocols()) {
      Scorecard scorecard = Scorecard.of(manifest, protocol);
      String prose = Page.refresh(Files.readString(remedies(protocol)), part -> "");
      Matcher cited = CELL.matcher(prose);
      int count = 0;
      while (cited.find()) {
        Optional<Cell> cell = scorecard.cell(cited.group(1));
        assertThat(cell).as("%s: %s", protocol.name(), cited.group()).isPresent();
        assertThat(cited.group(2))
            .as("%s: %s", protocol.name(), cited.group(1))
            .isEqualTo(written(cell.get()));
        count++;
      }
      assertThat(count).as("cells cited for %s", protocol.name()).isGreaterThan(CITED_AT_LEAST);
      System.out.println(
          protocol.name() + ": " + count + " cells cited, as the scorecard has them");
    }
  }

  @Test
  void everyDesignHasItsParagraph() throws Exception {
    for (Protocol protocol : manifest.protocols()) {
      String page = Page.refresh(Files.readString(remedies(protocol)), part -> "");
      for (Protocol.Design design : protocol.designs()) {
        assertThat(page).as("%s", protocol.name()).contains("`" + design.name() + "/");
      }
    }
  }

  private static String written(Cell cell) {
    return cell.result() == Result.VIOLATED
        ? "violated " + cell.traceLength()
        : cell.result().written();
  }
}
