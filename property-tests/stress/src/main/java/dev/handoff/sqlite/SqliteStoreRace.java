package dev.handoff.sqlite;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.handoff.Bytes;
import dev.handoff.Metrics;
import dev.handoff.Mutation;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import dev.handoff.seeded.Weakened;
import dev.handoff.stress.CallersThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two threads read one store, with one prepared statement between them. To read is to bind the key
 * and to step: two calls, each of which the driver makes safe, and both together not.
 *
 * <p>A result, of {@code Races short}:
 *
 * <pre>
 * sqlite.SqliteStoreRace.Idea  9,241  {1, 2=9241}
 * sqlite.SqliteStoreRace.TwoReaders  8,729  {1, 2=8729}
 *
 * weakened by persistence/store-reads-outside-the-lock:
 * TwoReaders  8,985
 *   FORBIDDEN: {-1, 2=20, 0, 2=6, 1, -1=12, 1, 0=1}
 * </pre>
 */
public final class SqliteStoreRace {
  private static final String TABLE = "records";

  private SqliteStoreRace() {}

  /** The idea alone: what is bound is mine until I have read. */
  @JCStressTest
  @Description("Two threads write a plain field and read it back, within a lock.")
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Each has read what it wrote.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "One has read what the other wrote. Writing and reading are one section, and sections of "
              + "one lock are ordered.")
  @State
  public static class Idea {
    private final ReentrantLock lock = new ReentrantLock();
    private int bound;

    private int read(int key) {
      lock.lock();
      try {
        bound = key;
        return bound;
      } finally {
        lock.unlock();
      }
    }

    @Actor
    public void one(II_Result result) {
      result.r1 = read(1);
    }

    @Actor
    public void other(II_Result result) {
      result.r2 = read(2);
    }
  }

  /** The shipped class, on one file for all samples: reading does not change it. */
  @JCStressTest
  @Description("Two threads read two records of one table.")
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Each has the record that it asked for.")
  @Outcome(
      expect = FORBIDDEN,
      desc =
          "One has the record of the other, or its reading has failed: the other has bound its key, "
              + "or ended the statement, in between (AnnouncedIsRetrievable). The lock is held from "
              + "the key to the value.")
  @State
  @Weakened("persistence/store-reads-outside-the-lock")
  public static class TwoReaders {
    private static final SqliteStore STORE = open();

    /** In the working directory, which is that of the build; the file goes with this process. */
    private static SqliteStore open() {
      try {
        Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "store-");
        SqliteStore store =
            SqliteStore.open(
                folder.resolve("store.db"),
                SqliteSettings.STANDARD,
                CallersThread.INSTANCE,
                Metrics.NONE);
        store.commit(List.of(put(1), put(2)), TwoReaders::check);
        return store;
      } catch (IOException e) {
        throw new IllegalStateException("no store to race for", e);
      }
    }

    private static Mutation put(long number) {
      return new Mutation.Put(TABLE, Bytes.of(number), Bytes.of(number));
    }

    private static void check(WriteResult result) {
      if (!(result instanceof WriteResult.Committed)) {
        throw new IllegalStateException("nothing was stored: " + result);
      }
    }

    /** Returns the number in the record, 0 if there is none, or -1 if it could not be read. */
    private static int read(long number) {
      try {
        return STORE
            .read(TABLE, Bytes.of(number))
            .map(value -> (int) value.buffer().getLong())
            .orElse(0);
      } catch (StoreException | RuntimeException e) {
        return -1;
      }
    }

    @Actor
    public void one(II_Result result) {
      result.r1 = read(1);
    }

    @Actor
    public void other(II_Result result) {
      result.r2 = read(2);
    }
  }
}
