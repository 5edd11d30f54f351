package dev.handoff.fanout;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.tlc.Tla;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The constants of {@code CommitFanOut.tla} as the implementation has them: settings, and a batch
 * for each number.
 *
 * <p>The module's batch {@code b} has a digest that says {@code b}; no hash is needed for that.
 *
 * @param commits how many commits there are
 * @param batches batch {@code b} is at {@code b}: 0, which is never committed, and one per commit
 * @param settings the bounds and policies; deadlines never pass, as the test takes those steps
 */
record FanOutConstants(int commits, List<BatchInfo> batches, FanOutSettings settings) {
  private static final Duration NEVER = Duration.ofDays(1);

  /** What the module does not speak of, and must not be reached. */
  private static final int AMPLE = 1 << 20;

  FanOutConstants {
    batches = List.copyOf(batches);
  }

  static FanOutConstants of(Map<String, Object> constants) {
    int commits = Tla.numbers(constants, "Commits").size();
    Map<?, ?> expiry = Tla.value(constants, "Expiry", Map.class);
    List<BatchInfo> batches = new ArrayList<>(commits + 1);
    for (long b = 0; b <= commits; b++) {
      batches.add(new BatchInfo(digest(b), (Long) Objects.requireNonNull(expiry.get(b))));
    }
    long logBound = Tla.number(constants, "LogBound");
    FanOutSettings settings =
        new FanOutSettings(
            Math.toIntExact(logBound),
            1,
            AMPLE,
            AMPLE,
            NEVER,
            NEVER,
            NEVER,
            // "none" is volatile: nobody restarts it.
            Tla.text(constants, "Restart").equals("durable")
                ? StateKeeping.DURABLE
                : StateKeeping.VOLATILE,
            Tla.text(constants, "PanicPolicy").equals("process")
                ? PanicPolicy.PROCESS
                : PanicPolicy.TASK);
    return new FanOutConstants(commits, batches, settings);
  }

  private static Digest digest(long batch) {
    ByteBuffer bytes = ByteBuffer.allocate(Digest.SIZE);
    bytes.putLong(Digest.SIZE - Long.BYTES, batch);
    return new Digest(Bytes.copyOf(bytes.array()));
  }

  /** Returns which batch has that digest. */
  static Long number(Digest digest) {
    return digest.bytes().buffer().getLong(Digest.SIZE - Long.BYTES);
  }

  BatchInfo batch(long number) {
    return batches.get((int) number);
  }

  Commit commit(long k) {
    return new Commit(k, List.of(batch(k)));
  }

  boolean isDurable() {
    return settings.stateKeeping() == StateKeeping.DURABLE;
  }

  /** Returns whether anything survives anything, and a store is needed. */
  boolean needsStore() {
    return isDurable() || settings.panicPolicy() == PanicPolicy.PROCESS;
  }
}
