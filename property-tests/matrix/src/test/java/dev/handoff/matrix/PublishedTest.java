package dev.handoff.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.seeded.SeededBug;
import dev.handoff.seeded.SeededBugs;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The matrix that is committed, held against the seeded bugs that there are: they are caught as the
 * kit promises. To mend it, run the matrix with {@code --resume --full --publish}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishedTest {
  private static final Path KIT = Path.of("../..");

  private final Published published = new Published(KIT);
  private List<SeededBug> bugs = List.of();
  private Rows rows = new Rows();

  @BeforeAll
  void read() throws Exception {
    bugs = SeededBugs.read(KIT).all();
    rows = published.rows();
    System.out.println(bugs.size() + " seeded bugs, " + rows.all().size() + " rows");
    assertThat(bugs).isNotEmpty();
  }

  @Test
  void itsRowsAreOfBugsThatThereAre() {
    Set<String> ids = bugs.stream().map(SeededBug::id).collect(Collectors.toSet());
    assertThat(rows.all()).isNotEmpty().extracting(Row::bug).isSubsetOf(ids);
  }

  @Test
  void pageAndReadmeShowIt() throws Exception {
    assertThat(published.isOf(bugs, rows)).isTrue();
  }

  @Test
  void everyLayerHasLookedAtEveryBug() {
    for (Layer layer : Layer.values()) {
      assertThat(bugs)
          .as(layer.label())
          .filteredOn(bug -> !rows.has(bug.id(), layer, Effort.VERIFY))
          .isEmpty();
    }
  }

  @Test
  void everyBugIsCaught() {
    assertThat(bugs).filteredOn(bug -> !rows.isCaught(bug.id())).isEmpty();
  }

  @Test
  void nineInTenAreCaughtByVerify() {
    long caught = bugs.stream().filter(bug -> rows.isCaughtByVerify(bug.id())).count();
    assertThat(10 * caught).isGreaterThanOrEqualTo(9L * bugs.size());
  }

  @Test
  void thoseAboutOrderingAreCaughtByJcstressOrLincheck() {
    assertThat(bugs)
        .filteredOn(SeededBug::ordering)
        .isNotEmpty()
        .allMatch(
            bug ->
                Arrays.stream(Layer.values())
                    .filter(Layer::isAboutOrdering)
                    .anyMatch(layer -> rows.isCaught(bug.id(), layer)));
  }

  @Test
  void eachLayerCatchesSomething() {
    assertThat(Layer.values())
        .allMatch(layer -> bugs.stream().anyMatch(bug -> rows.isCaught(bug.id(), layer)));
  }
}
