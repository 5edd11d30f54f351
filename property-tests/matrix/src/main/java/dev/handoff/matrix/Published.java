package dev.handoff.matrix;

import dev.handoff.seeded.SeededBug;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The matrix that is committed: the rows, the page that shows them, and the summary in the README,
 * between a line {@code <!-- matrix -->} and a line {@code <!-- end -->}.
 */
final class Published {
  private static final Pattern SUMMARY =
      Pattern.compile("(?s)(?<=<!-- matrix -->\n)(.*?)(?=<!-- end -->)");

  private final Path folder;
  private final Path readme;

  /** The one of that kit. */
  Published(Path kit) {
    folder = kit.resolve("property-tests").resolve("matrix");
    readme = kit.resolve("README.md");
  }

  /** Writes all three. */
  void write(List<SeededBug> bugs, Rows rows) throws IOException, MatrixException {
    MatrixPage page = new MatrixPage(bugs, rows);
    String text = Files.readString(readme);
    Matcher summary = SUMMARY.matcher(text);
    if (!summary.find()) {
      throw new MatrixException(
          readme + " has no lines <!-- matrix --> and <!-- end --> for the summary to go between");
    }
    rows.write(folder.resolve("matrix.json"));
    Files.writeString(page(), page.text());
    Files.writeString(
        readme, text.substring(0, summary.start()) + summary(page) + text.substring(summary.end()));
  }

  /** The rows. */
  Rows rows() throws IOException {
    return Rows.read(folder.resolve("matrix.json"));
  }

  /** Whether the page shows these rows, and the README sums them up. */
  boolean isOf(List<SeededBug> bugs, Rows rows) throws IOException {
    MatrixPage page = new MatrixPage(bugs, rows);
    Matcher summary = SUMMARY.matcher(Files.readString(readme));
    return Files.readString(page()).equals(page.text())
        && summary.find()
        && summary.group().equals(summary(page));
  }

  private Path page() {
    return folder.resolve("README.md");
  }

  private static String summary(MatrixPage page) {
    return String.join("\n", page.summary()) + "\n\n" + String.join("\n", page.totals()) + "\n";
  }
}
