package dev.handoff.bench;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Fate;
import dev.handoff.Metrics;
import dev.handoff.PeerId;
import dev.handoff.jdk.SystemClock;
import dev.handoff.jdk.ThreadScheduler;
import dev.handoff.persistence.Batch;
import dev.handoff.persistence.BatchInfo;
import dev.handoff.persistence.BatchStore;
import dev.handoff.persistence.BatchStorePorts;
import dev.handoff.persistence.BatchStoreSettings;
import dev.handoff.persistence.Quota;
import dev.handoff.sqlite.SqliteSettings;
import dev.handoff.sqlite.SqliteStore;
import dev.handoff.trace.EventSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Durable batches a second, with so many writers that each wait for one batch at a time. The
 * baselines do by hand what the store must find out: they commit, or force, one group for each
 * round of the writers. The digest check and the signer are stubbed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StoreBenchmark {
  private static final int BATCHES = 1_024;
  private static final int PAYLOAD_BYTES = 1_024;
  private static final PeerId AUTHOR = new PeerId("author");

  /** How many writers there are. */
  @Param({"1", "4", "16", "64"})
  public int writers;

  private final List<Batch> batches = new ArrayList<>();

  /** Makes the batches. */
  @Setup(Level.Trial)
  public void prepare() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < BATCHES; i++) {
      byte[] payload = new byte[PAYLOAD_BYTES];
      random.nextBytes(payload);
      ByteBuffer.wrap(payload).putInt(i);
      Bytes content = Bytes.copyOf(payload);
      batches.add(new Batch(new BatchInfo(digest(AUTHOR, content), AUTHOR, 1), content));
    }
  }

  /** In place of the digest, the content's first bytes. */
  private static Digest digest(PeerId author, Bytes content) {
    return new Digest(Bytes.from(content.buffer().limit(Digest.SIZE)));
  }

  /** A folder for the files of one invocation. */
  abstract static class Folder {
    Path folder = Path.of("");

    void makeFolder() throws IOException {
      folder = Files.createTempDirectory("handoff-bench-");
    }

    void removeFolder() throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  /** The reference: a batch store on an SQLite store. */
  @State(Scope.Benchmark)
  public static class Reference extends Folder {
    private final ThreadScheduler disk = new ThreadScheduler("disk", 1);
    private final ThreadScheduler scheduler = new ThreadScheduler("batches", 1);
    private Optional<SqliteStore> store = Optional.empty();
    private Optional<BatchStore> batches = Optional.empty();

    /** Opens an empty store. */
    @Setup(Level.Invocation)
    public void open() throws IOException {
      makeFolder();
      SqliteStore opened =
          SqliteStore.open(folder.resolve("store.db"), SqliteSettings.STANDARD, disk, Metrics.NONE);
      store = Optional.of(opened);
      batches =
          Optional.of(
              BatchStore.open(
                  BatchStoreSettings.of(Map.of(AUTHOR, new Quota(BATCHES, 1L << 40, 1L << 30)), 0),
                  new BatchStorePorts(
                      opened,
                      StoreBenchmark::digest,
                      message -> Bytes.EMPTY,
                      promise -> {},
                      info -> {},
                      scheduler,
                      SystemClock.INSTANCE,
                      Metrics.NONE,
                      EventSink.NONE)));
    }

    /** Closes it. */
    @TearDown(Level.Invocation)
    public void close() throws IOException {
      batches.orElseThrow().abort();
      store.orElseThrow().close();
      removeFolder();
    }

    /** Ends the threads. */
    @TearDown(Level.Trial)
    public void end() {
      scheduler.close();
      disk.close();
    }
  }

  /** The reference. */
  @Benchmark
  @OperationsPerInvocation(BATCHES)
  public void batchStore(Reference reference) throws InterruptedException {
    BatchStore store = reference.batches.orElseThrow();
    Semaphore free = new Semaphore(writers);
    for (Batch batch : batches) {
      free.acquire();
      store.persist(List.of(batch)).get(0).onFate(fate -> release(free, fate));
    }
    free.acquire(writers);
  }

  private static void release(Semaphore free, Fate fate) {
    if (!(fate instanceof Fate.Delivered)) {
      throw new IllegalStateException("not stored: " + fate);
    }
    free.release();
  }

  /** A loop of grouped SQLite transactions. */
  @State(Scope.Benchmark)
  public static class Sqlite extends Folder {
    private Optional<RawSqliteLoop> loop = Optional.empty();

    /** Opens an empty database. */
    @Setup(Level.Invocation)
    public void open() throws IOException, SQLException {
      makeFolder();
      loop = Optional.of(new RawSqliteLoop(folder.resolve("raw.db")));
    }

    /** Closes it. */
    @TearDown(Level.Invocation)
    public void close() throws IOException, SQLException {
      loop.orElseThrow().close();
      removeFolder();
    }
  }

  /** A loop of grouped SQLite transactions. */
  @Benchmark
  @OperationsPerInvocation(BATCHES)
  public void rawSqlite(Sqlite sqlite) throws SQLException {
    RawSqliteLoop loop = sqlite.loop.orElseThrow();
    for (int i = 0; i < BATCHES; i++) {
      Batch batch = batches.get(i);
      loop.put(batch.digest().bytes().toArray(), batch.payload().toArray());
      if ((i + 1) % writers == 0) {
        loop.commit();
      }
    }
  }

  /** A plain log. */
  @State(Scope.Benchmark)
  public static class Log extends Folder {
    private Optional<RawFileLoop> loop = Optional.empty();

    /** Opens an empty file. */
    @Setup(Level.Invocation)
    public void open() throws IOException {
      makeFolder();
      loop = Optional.of(new RawFileLoop(folder.resolve("raw.log")));
    }

    /** Closes it. */
    @TearDown(Level.Invocation)
    public void close() throws IOException {
      loop.orElseThrow().close();
      removeFolder();
    }
  }

  /** A plain log, forced for each group. */
  @Benchmark
  @OperationsPerInvocation(BATCHES)
  public void fileChannel(Log log) throws IOException {
    RawFileLoop loop = log.loop.orElseThrow();
    for (int i = 0; i < BATCHES; i++) {
      Batch batch = batches.get(i);
      loop.put(batch.digest().bytes().toArray(), batch.payload().toArray());
      if ((i + 1) % writers == 0) {
        loop.commit();
      }
    }
  }
}
