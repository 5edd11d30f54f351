package dev.handoff.fanout;

import dev.handoff.trace.EventSink;
import java.util.Arrays;
import java.util.List;

/**
 * The events of one step, which must be the step's own event and no other; and a count of faults.
 */
final class StepEvents implements EventSink {
  private static final String MODULE = "CommitFanOut!";

  private String expected = "";
  private String recorded = "";
  private Object[] arguments = {};
  private int count;
  private long faults;

  @Override
  public void record(String action, Object... with) {
    count++;
    recorded = action;
    arguments = with;
    if (action.equals("CommitFanOut!Crash") || action.equals("CommitFanOut!Hang")) {
      faults++;
    }
  }

  /** A step begins. */
  void expect(String action) {
    expected = action;
    count = 0;
  }

  /** The step has been taken. */
  void check(List<Object> with) {
    if (count != 1 || !isExpected() || !Arrays.asList(arguments).equals(with)) {
      throw new AssertionError(
          "the step %s%s recorded %d events, the last one %s%s"
              .formatted(expected, with, count, recorded, Arrays.toString(arguments)));
    }
  }

  /** Returns whether anything was recorded since the step began. */
  boolean isRecorded() {
    return count > 0;
  }

  private boolean isExpected() {
    return recorded.length() == MODULE.length() + expected.length()
        && recorded.startsWith(MODULE)
        && recorded.endsWith(expected);
  }

  /** Returns how many crashes and hangs were recorded ever. */
  long faults() {
    return faults;
  }
}
