package dev.handoff.sqlite;

import dev.handoff.Bytes;
import dev.handoff.GroupCommit;
import dev.handoff.Metrics;
import dev.handoff.Mutation;
import dev.handoff.Scheduler;
import dev.handoff.Store;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A durable store in an SQLite file: a log that is synced with every commit (WAL, synchronous
 * FULL), one writer that commits the transactions of many together, readers beside it, a checksum
 * per record, and one process at a time.
 *
 * <p>What cannot be written has failed with the {@linkplain StoreException.Kind kind} of the
 * failure, and the store goes on: when there is room on the disk again, the next transaction finds
 * it. Reading and scanning block for the disk; {@link #commit} does not.
 *
 * <p>Thread-safe.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>commits</td><td>committers, its writer</td><td>its own guard</td></tr>
 * <tr><td>writer</td><td>the task of commits; {@link #close} after the last of them</td><td>one at a time</td></tr>
 * <tr><td>reader</td><td>readers</td><td>its own lock</td></tr>
 * <tr><td>the end of all three</td><td>whoever closes</td><td>closing</td></tr>
 * </table>
 *
 * <p>What a commit that fails leaves behind, and why a new one tells: {@code Writer}, after
 * SQLite's <i>Write-Ahead Logging</i> and A. Rebello et al., <i>Can Applications Recover from fsync
 * Failures?</i>, USENIX ATC 2020.
 */
public final class SqliteStore implements Store, AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;

  private final ReentrantLock closing = new ReentrantLock();
  private final StoreLock lock;
  private final Reader reader;
  private final Writer writer;
  private final GroupCommit commits;
  private final Metrics metrics;

  /** Opens the store behind these connections; the lock is its own then, unless this fails. */
  SqliteStore(
      StoreLock lock,
      Connections connections,
      SqliteSettings settings,
      Scheduler scheduler,
      Metrics metrics)
      throws StoreException {
    this.lock = lock;
    this.metrics = metrics;
    this.writer = new Writer(connections);
    try {
      this.reader = new Reader(connections);
    } catch (StoreException e) {
      writer.close();
      throw e;
    }
    this.commits = new GroupCommit(this::write, settings.group(), scheduler, metrics);
  }

  /**
   * Opens the store in the file, which it makes if there is none.
   *
   * @param scheduler runs the writer, which blocks its thread for the disk: one of its own, with a
   *     thread to spare
   * @throws StoreException if that is no store that can be used: FULL, READ_ONLY, LOCKED by another
   *     process, CORRUPT, of another VERSION or no store, or another failure, IO
   */
  public static SqliteStore open(
      Path file, SqliteSettings settings, Scheduler scheduler, Metrics metrics)
      throws StoreException {
    Path path = SqliteFile.locate(file);
    StoreLock lock = StoreLock.acquire(path);
    try {
      SqliteFile connections = SqliteFile.openOrCreate(path, settings);
      return new SqliteStore(lock, connections, settings, scheduler, metrics);
    } catch (StoreException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public void commit(List<Mutation> transaction, Consumer<? super WriteResult> whenDone) {
    commits.commit(transaction, whenDone);
  }

  private WriteResult write(List<List<Mutation>> group) {
    WriteResult result = writer.write(group);
    if (result instanceof WriteResult.Failed failed) {
      metrics.failure("store", "write-" + failed.cause().kind().word());
    } else if (result instanceof WriteResult.InDoubt) {
      metrics.failure("store", "write-in-doubt");
    }
    return result;
  }

  @Override
  public Optional<Bytes> read(String table, Bytes key) throws StoreException {
    Mutation.checkTable(table);
    try {
      return reader.read(table, key);
    } catch (StoreException e) {
      throw counted(e);
    }
  }

  @Override
  public void scan(String table, BiConsumer<? super Bytes, ? super Bytes> visitor)
      throws StoreException {
    Mutation.checkTable(table);
    try {
      reader.scan(table, visitor);
    } catch (StoreException e) {
      throw counted(e);
    }
  }

  private StoreException counted(StoreException failure) {
    metrics.failure("store", "read-" + failure.kind().word());
    return failure;
  }

  /**
   * Refuses what comes from now on, writes what was accepted, and closes the file. Blocks until
   * then, so it must not be called on the scheduler's only thread, nor by one who is told of a
   * commit; and the scheduler must still be running. Without effect the second time.
   *
   * @throws StoreException if the writer is not done within {@value #PATIENCE_SECONDS} seconds; it
   *     goes on, and the file stays open until it is closed again
   */
  @Override
  public void close() throws StoreException {
    try {
      commits.close().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new StoreException(
          StoreException.Kind.IO,
          "the store is still being written after %d s".formatted(PATIENCE_SECONDS),
          e);
    } catch (ExecutionException e) {
      throw new AssertionError("the end of the writer is never exceptional", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(
          StoreException.Kind.IO, "interrupted while the store was still being written", e);
    }
    // The lock last, the writer after the reader: who closes the file last moves the log into it.
    closing.lock();
    try (lock;
        writer;
        reader) {
      return;
    } finally {
      closing.unlock();
    }
  }
}
