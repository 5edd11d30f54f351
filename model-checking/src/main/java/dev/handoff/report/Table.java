package dev.handoff.report;

import java.util.ArrayList;
import java.util.List;

/** A table for a terminal: columns as wide as their widest cell, the last one wrapped. */
final class Table {
  private final List<Align> columns;
  private final List<List<String>> rows = new ArrayList<>();
  private final int width;

  /** How a column's cells are set. */
  enum Align {
    LEFT,
    RIGHT
  }

  /**
   * @param width how many characters a line has; the last column is wrapped at words to fit
   * @param columns the columns' alignments
   */
  Table(int width, Align... columns) {
    this.width = width;
    this.columns = List.of(columns);
  }

  Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells, not " + columns.size());
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The lines of the table, the first row's first. Colour comes after, or it would be counted. */
  List<String> lines() {
    List<Integer> widths = new ArrayList<>();
    int last = columns.size() - 1;
    int indent = 0;
    for (int column = 0; column < last; column++) {
      int each = column;
      int widest = rows.stream().mapToInt(row -> row.get(each).length()).max().orElse(0);
      widths.add(widest);
      indent += widest + 2;
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < last; column++) {
        String pad = " ".repeat(widths.get(column) - row.get(column).length());
        line.append(
            columns.get(column) == Align.LEFT ? row.get(column) + pad : pad + row.get(column));
        line.append("  ");
      }
      List<String> wrapped = wrap(row.get(last), Math.max(30, width - indent));
      lines.add((line + wrapped.get(0)).stripTrailing());
      for (String more : wrapped.subList(1, wrapped.size())) {
        lines.add(" ".repeat(indent) + more);
      }
    }
    return List.copyOf(lines);
  }

  private static List<String> wrap(String text, int most) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(", ", -1)) {
      if (line.length() > 0 && line.length() + 2 + word.length() > most) {
        lines.add(line + ",");
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : ", ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
