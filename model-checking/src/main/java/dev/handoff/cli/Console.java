package dev.handoff.cli;

import dev.handoff.report.Ink;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where commands print.
 *
 * @param out results
 * @param err errors and progress
 * @param ink whether results are coloured
 * @param progress whether somebody sees progress
 * @param width characters that a line of results has
 */
record Console(PrintWriter out, PrintWriter err, Ink ink, Progress progress, int width) {
  private static final int DEFAULT_WIDTH = 120;

  /** Whether progress is shown. */
  enum Progress {
    NONE,
    LIVE
  }

  /** The console of this process. */
  static Console ofProcess() {
    int terminals = terminals();
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    boolean colour = (terminals & 1) != 0 && !dumb && System.getenv("NO_COLOR") == null;
    boolean live = (terminals & 2) != 0 && !dumb;
    return new Console(
        writer(FileDescriptor.out),
        writer(FileDescriptor.err),
        colour ? Ink.COLOURED : Ink.PLAIN,
        live ? Progress.LIVE : Progress.NONE,
        columns());
  }

  // UTF-8 whatever the locale: in a bare container Java would print question marks.
  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
  }

  /** Bit 0: standard output is a terminal; bit 1: standard error is. */
  private static int terminals() {
    // System.console() says nothing of standard error, and on newer JDKs nothing at all.
    String test = "r=0; [ -t 1 ] && r=1; [ -t 2 ] && r=$((r+2)); exit $r";
    try {
      return new ProcessBuilder("/bin/sh", "-c", test).inheritIO().start().waitFor();
    } catch (IOException e) {
      return 0; // no shell, as on Windows: plain
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static int columns() {
    String columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("[1-9]\\d{1,3}")
        ? Integer.parseInt(columns)
        : DEFAULT_WIDTH;
  }
}
