package dev.handoff.cli;

import dev.handoff.check.Board;
import dev.handoff.check.Board.Reading;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One line on a terminal that says how far a run is, and is gone at its end. */
final class LiveLine {
  private static final long INTERVAL_MILLIS = 250;

  private final PrintWriter err;
  private final Board board;
  private final boolean seen;
  private final long startNanos = System.nanoTime();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "live-line");
            thread.setDaemon(true);
            return thread;
          });

  private LiveLine(Console console, Board board) {
    this.err = console.err();
    this.seen = console.progress() == Console.Progress.LIVE;
    this.board = board;
  }

  /** Starts the line, if anybody sees it. */
  static LiveLine start(Console console, Board board) {
    LiveLine line = new LiveLine(console, board);
    if (line.seen) {
      var unused =
          line.clock.scheduleAtFixedRate(line::draw, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }
    return line;
  }

  private void draw() {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    err.print("\r" + text(board.read(), millis) + "\u001b[K");
    err.flush();
  }

  /** The line's text after so many milliseconds; short enough for any terminal. */
  static String text(Reading reading, long millis) {
    return String.format(
        Locale.ROOT,
        "%d/%d models, %,d states/s, depth %,d, queue %,d",
        reading.done(),
        reading.total(),
        reading.generated() * 1000 / Math.max(1, millis),
        reading.depth(),
        reading.queued());
  }

  /** Ends the line and takes it off the terminal. */
  void stop() {
    clock.shutdown();
    try {
      boolean ended = clock.awaitTermination(1, TimeUnit.SECONDS);
      if (ended && seen) {
        err.print("\r\u001b[K");
        err.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
