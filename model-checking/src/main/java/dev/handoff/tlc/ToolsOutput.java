package dev.handoff.tlc;

import dev.handoff.tlc.Watch.Progress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what the tools print, line by line, by the numbers of the messages.
 *
 * <p>The frames may be nested, may begin in the middle of a line, and text may stand outside of
 * them: the parser's messages, and whatever the specification prints. All versions since 2008 print
 * them so.
 *
 * <p>Not thread-safe, except that {@link #progress} may be read by any thread.
 */
final class ToolsOutput {
  /**
   * How much text outside of frames is kept, half of it from the beginning and half from the end; a
   * specification may print without end.
   */
  private static final int LOOSE_LINES = 2000;

  private static final Pattern START = Pattern.compile("@!@!@STARTMSG (-?\\d+)(?::(\\d+))? @!@!@");
  private static final Pattern END = Pattern.compile("@!@!@ENDMSG (-?\\d+) @!@!@");
  private static final Pattern FOUND =
      Pattern.compile("([\\d.,'\\h]+) states generated.*?([\\d.,'\\h]+) distinct states found");
  private static final Pattern QUEUED = Pattern.compile("([\\d.,'\\h]+) states left on queue");
  private static final Pattern LAST_NUMBER = Pattern.compile("(\\d[\\d.,]*?)\\.?$");
  private static final Pattern LEVEL = Pattern.compile("Progress\\((\\d+)\\)");

  private final Deque<Open> open = new ArrayDeque<>();
  private final List<ToolsMessage> messages = new ArrayList<>();
  private final List<String> loose = new ArrayList<>();
  private volatile Progress progress = new Progress(0, 0, 0, 0);

  /** Takes the next line. */
  void line(String line) {
    int at = 0;
    Matcher start = START.matcher(line);
    Matcher end = END.matcher(line);
    while (at < line.length()) {
      boolean starts = start.find(at);
      boolean ends = end.find(at);
      if (starts && (!ends || start.start() < end.start())) {
        text(line.substring(at, start.start()));
        String severity = start.group(2) == null ? "0" : start.group(2);
        open.push(new Open(Integer.parseInt(start.group(1)), Integer.parseInt(severity)));
        at = start.end();
      } else if (ends) {
        text(line.substring(at, end.start()));
        close(Integer.parseInt(end.group(1)));
        at = end.end();
      } else {
        text(line.substring(at));
        return;
      }
    }
    if (line.isEmpty()) {
      text(line);
    }
  }

  /** Closes what is open: the tools ended. */
  void end() {
    while (!open.isEmpty()) {
      pop();
    }
  }

  /** All messages, in the order in which they ended. */
  List<ToolsMessage> messages() {
    return messages;
  }

  /** The lines outside of messages, as far as they are kept. */
  List<String> loose() {
    return loose;
  }

  /** The last reading of how far the run is. */
  Progress progress() {
    return progress;
  }

  private void text(String text) {
    Open message = open.peek();
    if (message != null) {
      if (!text.isBlank() || message.text.length() > 0) {
        message.text.append(text).append('\n');
      }
    } else if (!text.isBlank()) {
      if (loose.size() == LOOSE_LINES) {
        loose.remove(LOOSE_LINES / 2);
      }
      loose.add(text);
    }
  }

  private void close(int code) {
    while (!open.isEmpty()) {
      if (pop() == code) {
        return;
      }
    }
  }

  private int pop() {
    Open message = open.pop();
    String text = message.text.toString().stripTrailing();
    Open around = open.peek();
    if (around != null) {
      around.text.append(text).append('\n');
    }
    add(new ToolsMessage(message.code, message.severity, text));
    return message.code;
  }

  private void add(ToolsMessage message) {
    messages.add(message);
    switch (message.code()) {
      case ToolsMessage.PROGRESS, ToolsMessage.STATISTICS -> read(message.text());
      case ToolsMessage.DEPTH -> {
        Matcher depth = LAST_NUMBER.matcher(message.firstLine());
        if (depth.find()) {
          Progress now = progress;
          progress =
              new Progress(
                  now.generated(), now.distinct(), now.queued(), (int) number(depth.group(1)));
        }
      }
      default -> {}
    }
  }

  private void read(String text) {
    Matcher found = FOUND.matcher(text);
    if (!found.find()) {
      return;
    }
    Matcher queued = QUEUED.matcher(text);
    Matcher level = LEVEL.matcher(text);
    progress =
        new Progress(
            number(found.group(1)),
            number(found.group(2)),
            queued.find() ? number(queued.group(1)) : 0,
            level.find() ? (int) number(level.group(1)) : progress.depth());
  }

  /** A number as any locale groups its digits. */
  private static long number(String digits) {
    String plain = digits.replaceAll("\\D", "");
    return plain.isEmpty() || plain.length() > 18 ? 0 : Long.parseLong(plain);
  }

  private static final class Open {
    final int code;
    final int severity;
    final StringBuilder text = new StringBuilder();

    Open(int code, int severity) {
      this.code = code;
      this.severity = severity;
    }
  }
}
