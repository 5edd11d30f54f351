package dev.handoff.sqlite;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Bytes;
import dev.handoff.GroupCommit;
import dev.handoff.Mutation;
import dev.handoff.Store;
import dev.handoff.StoreContract;
import dev.handoff.StoreException;
import dev.handoff.StoreException.Kind;
import dev.handoff.WriteResult;
import dev.handoff.jdk.Counters;
import dev.handoff.jdk.ThreadScheduler;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on SQLite keeps the contract, on files that are sound, and says what others are. */
class SqliteStoreTest extends StoreContract {
  private static final SqliteSettings SETTINGS =
      new SqliteSettings(
          1L << 30, new GroupCommit.Bounds(1000, 1 << 24, 64, 1 << 20), Duration.ofMillis(50));

  @TempDir Path folder;
  private final ThreadScheduler disk = new ThreadScheduler("disk", 1);
  private final Counters metrics = new Counters();
  private Optional<SqliteStore> open = Optional.empty();
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    // All of this is legal in a name, and some of it means something in SQLite's URIs.
    file = folder.resolve("a node's store?mode=memory&x=%41#1.db");
  }

  @AfterEach
  void close() throws StoreException {
    closeStore();
    disk.close();
  }

  private void closeStore() throws StoreException {
    if (open.isPresent()) {
      open.get().close();
      open = Optional.empty();
    }
  }

  @Override
  protected Store store() throws StoreException {
    return store(SETTINGS);
  }

  private SqliteStore store(SqliteSettings settings) throws StoreException {
    if (open.isEmpty()) {
      open = Optional.of(SqliteStore.open(file, settings, disk, metrics));
    }
    return open.get();
  }

  @Override
  protected Store reopened() throws StoreException {
    closeStore();
    return store();
  }

  private static void assertRefused(Kind kind, String saying, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e).hasMessageContaining(saying);
              assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
            });
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:file:" + file.toUri().getRawPath());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Kind failure(WriteResult result) {
    assertThat(result).isInstanceOf(WriteResult.Failed.class);
    return ((WriteResult.Failed) result).cause().kind();
  }

  @Test
  void theFileIsMadeUnderItsNameAndNothingIsLeftBesideIt() throws Exception {
    commit(store(), put("t", "a", "1"));
    closeStore();
    try (var files = Files.list(folder)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(file.getFileName().toString(), file.getFileName() + ".lock");
    }
    sql("PRAGMA integrity_check");
  }

  @Test
  void writingIsSynced() throws Exception {
    store();
    SqliteFile there = SqliteFile.openOrCreate(SqliteFile.locate(file), SETTINGS);
    try (Connection writer = there.openWriter();
        Statement statement = writer.createStatement()) {
      assertThat(pragma(statement, "journal_mode")).isEqualTo("wal");
      assertThat(pragma(statement, "synchronous")).isEqualTo("2");
      assertThat(pragma(statement, "fullfsync")).isEqualTo("1");
      assertThat(pragma(statement, "checkpoint_fullfsync")).isEqualTo("1");
      assertThat(pragma(statement, "max_page_count")).isEqualTo(String.valueOf((1L << 30) / 4096));
    }
  }

  private static String pragma(Statement statement, String name) throws SQLException {
    try (var row = statement.executeQuery("PRAGMA " + name)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void theLockIsKeptUntilTheFileIsClosedIfTwoCloseTheStore() throws Exception {
    Path path = SqliteFile.locate(file);
    AtomicReference<Runnable> whenWriterCloses = new AtomicReference<>(() -> {});
    SqliteStore store =
        new SqliteStore(
            StoreLock.acquire(path),
            new Closing(SqliteFile.openOrCreate(path, SETTINGS), whenWriterCloses),
            SETTINGS,
            disk,
            metrics);
    commit(store, put("t", "a", "1"));
    FutureTask<Void> second =
        new FutureTask<>(
            () -> {
              store.close();
              return null;
            });
    Thread other = new Thread(second);
    AtomicBoolean lockedMeanwhile = new AtomicBoolean();
    whenWriterCloses.set(
        () -> {
          other.start();
          // Until it is through, or waits for this thread.
          while (other.getState() == Thread.State.NEW
              || other.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
          }
          lockedMeanwhile.set(isLocked(path));
        });
    store.close();
    second.get(30, TimeUnit.SECONDS);
    assertThat(lockedMeanwhile).as("the file is open, and nobody else may have it").isTrue();
    assertThat(isLocked(path)).isFalse();
  }

  private static boolean isLocked(Path path) {
    try {
      StoreLock.acquire(path).close();
      return false;
    } catch (StoreException e) {
      return e.kind() == Kind.LOCKED;
    }
  }

  /** Connections of which the writer's says when it is being closed. */
  private record Closing(Connections real, AtomicReference<Runnable> whenWriterCloses)
      implements Connections {
    @Override
    public void checkInPlace() throws StoreException {
      real.checkInPlace();
    }

    @Override
    public Connection openWriter() throws StoreException {
      Connection connection = real.openWriter();
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (self, method, arguments) -> {
                if (method.getName().equals("close")) {
                  requireNonNull(whenWriterCloses.get()).run();
                }
                return method.invoke(connection, arguments);
              });
    }

    @Override
    public Connection openReader() throws StoreException {
      return real.openReader();
    }

    @Override
    public StoreException explain(String doing, SQLException failure) {
      return real.explain(doing, failure);
    }
  }

  @Test
  void aByteThatWasFlippedIsNoticedByReadAndScan() throws Exception {
    commit(store(), put("t", "a", "first"), put("t", "b", "a very particular value"));
    closeStore();
    flip("a very particular value");
    Store store = store();
    assertThat(store.read("t", Bytes.utf8("a"))).contains(Bytes.utf8("first"));
    assertRefused(Kind.CORRUPT, "table t", () -> store.read("t", Bytes.utf8("b")));
    assertRefused(Kind.CORRUPT, "checksum", () -> store.scan("t", (key, value) -> {}));
    assertThat(metrics.failures())
        .containsEntry("protocol=\"store\",kind=\"read-corrupt\"", 2L)
        .hasSize(1);
    // The damage is of one record: the others can be read and written.
    assertThat(commit(store, put("t", "b", "mended"))).isEqualTo(WriteResult.COMMITTED);
    assertThat(records(store, "t")).hasSize(2);
  }

  @Test
  void aKeyThatWasFlippedIsNoticedByScan() throws Exception {
    commit(store(), put("t", "particular key", "x"));
    closeStore();
    flip("particular key");
    assertRefused(Kind.CORRUPT, "checksum", () -> store().scan("t", (key, value) -> {}));
  }

  @Test
  void aRecordOfAnotherTableIsNoticed() throws Exception {
    commit(store(), put("t", "a", "x"), put("u", "b", "y"));
    closeStore();
    sql("INSERT INTO kv_u SELECT * FROM kv_t");
    assertRefused(Kind.CORRUPT, "table u", () -> store().read("u", Bytes.utf8("a")));
  }

  private void flip(String text) throws IOException {
    byte[] content = Files.readAllBytes(file);
    int place = new String(content, StandardCharsets.ISO_8859_1).indexOf(text);
    assertThat(place).isPositive();
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(place + 3L);
      raw.write(content[place + 3] ^ 1);
    }
  }

  @Test
  void aFileThatWasCutShortIsCorrupt() throws Exception {
    for (int i = 0; i < 50; i++) {
      commit(store(), put("t", "key" + i, "x".repeat(1000)));
    }
    closeStore();
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 1, 50, 100, 4095, 4096, 5000, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefused(Kind.CORRUPT, file.getFileName().toString(), this::store);
    }
    Files.write(file, whole);
    assertThat(records(store(), "t")).hasSize(50);
  }

  @Test
  void aPageOfRubbishIsCorruptWhenItIsReadOrWritten() throws Exception {
    for (int i = 0; i < 200; i++) {
      commit(store(), put("t", "key" + i, "x".repeat(1000)));
    }
    closeStore();
    byte[] content = Files.readAllBytes(file);
    Arrays.fill(content, 3 * 4096, content.length, (byte) 0xAA);
    Files.write(file, content);
    Store store = store();
    assertRefused(Kind.CORRUPT, "damaged", () -> store.scan("t", (key, value) -> {}));
    assertRefused(Kind.CORRUPT, "damaged", () -> store.read("t", Bytes.utf8("key100")));
    assertThat(failure(commit(store, put("t", "key100", "new")))).isEqualTo(Kind.CORRUPT);
    // The statement of a reading that failed is made anew.
    assertRefused(Kind.CORRUPT, "damaged", () -> store.read("t", Bytes.utf8("key100")));
    assertThat(commit(store, put("other", "a", "1"))).isEqualTo(WriteResult.COMMITTED);
  }

  @Test
  void aFileThatIsNoDatabaseIsNoStore() throws Exception {
    Files.writeString(file, "Dear diary, today I was mistaken for a database.\n".repeat(200));
    assertRefused(Kind.VERSION, "no database", this::store);
  }

  @Test
  void aDatabaseOfAnotherProgramIsNoStore() throws Exception {
    sql("CREATE TABLE t (x)");
    assertRefused(Kind.VERSION, "another program", this::store);
  }

  @Test
  void aStoreOfANewerFormatIsNotTouched() throws Exception {
    commit(store(), put("t", "a", "1"));
    closeStore();
    sql("PRAGMA user_version = 2");
    assertRefused(Kind.VERSION, "format 2; this program reads format 1", this::store);
    sql("PRAGMA user_version = 1");
    assertThat(records(store(), "t")).hasSize(1);
  }

  @Test
  void aLogWithoutItsFileIsNoNewStore() throws Exception {
    Files.writeString(folder.resolve(file.getFileName() + "-wal"), "frames");
    assertRefused(Kind.CORRUPT, "its log", this::store);
  }

  @Test
  void whatACrashLeftOfACreationIsDoneAnew() throws Exception {
    Files.writeString(folder.resolve(file.getFileName() + ".new"), "half a store");
    Files.writeString(folder.resolve(file.getFileName() + ".new-journal"), "half a journal");
    assertThat(commit(store(), put("t", "a", "1"))).isEqualTo(WriteResult.COMMITTED);
  }

  @Test
  void aFolderOrAPathWithoutFolderIsRefused() {
    file = folder;
    assertRefused(Kind.IO, "is a folder", this::store);
    file = Path.of("/");
    assertRefused(Kind.IO, "is a folder", this::store);
    file = folder.resolve("missing").resolve("node.db");
    assertRefused(Kind.IO, "create it", this::store);
  }

  @Test
  void aPathUnderAFileIsRefused() throws Exception {
    Path plain = Files.writeString(folder.resolve("plain"), "text");
    file = plain.resolve("node.db");
    assertRefused(Kind.IO, "is no folder", this::store);
  }

  @Test
  void aLockFileThatCannotBeOpenedIsNamed() throws Exception {
    Files.createDirectory(folder.resolve(file.getFileName() + ".lock"));
    assertRefused(Kind.IO, ".lock cannot be used", this::store);
    Files.delete(folder.resolve(file.getFileName() + ".lock"));
    assertThat(commit(store(), put("t", "a", "1"))).isEqualTo(WriteResult.COMMITTED);
  }

  @Test
  void aSecondStoreOfTheSameProcessIsRefusedAlsoThroughALink() throws Exception {
    store();
    assertRefused(
        Kind.LOCKED, "this process", () -> SqliteStore.open(file, SETTINGS, disk, metrics));
    Path link = Files.createSymbolicLink(folder.resolve("link.db"), file);
    assertRefused(
        Kind.LOCKED, "this process", () -> SqliteStore.open(link, SETTINGS, disk, metrics));
    // The refused ones have not let go of the lock of the first.
    assertThat(commit(store(), put("t", "a", "1"))).isEqualTo(WriteResult.COMMITTED);
  }

  @Test
  void aProgramThatHoldsTheFileMakesCommitsFailAndNothingIsLost() throws Exception {
    Store store = store();
    commit(store, put("t", "a", "1"));
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:file:" + file.toUri().getRawPath());
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      assertThat(failure(commit(store, put("t", "a", "2")))).isEqualTo(Kind.LOCKED);
      assertThat(store.read("t", Bytes.utf8("a"))).contains(Bytes.utf8("1"));
      statement.execute("ROLLBACK");
    }
    assertThat(commit(store, put("t", "a", "3"))).isEqualTo(WriteResult.COMMITTED);
    assertThat(metrics.failures()).containsEntry("protocol=\"store\",kind=\"write-locked\"", 1L);
  }

  @Test
  void aFileThatIsRemovedUnderTheStoreIsNoticed() throws Exception {
    Store store = store();
    commit(store, put("t", "a", "1"));
    Path aside = folder.resolve("aside");
    Files.move(file, aside);
    WriteResult result = commit(store, put("t", "a", "2"));
    assertThat(failure(result)).isEqualTo(Kind.IO);
    assertThat(((WriteResult.Failed) result).cause()).hasMessageContaining("moved or removed");
    Files.writeString(file, "another");
    assertThat(failure(commit(store, put("t", "a", "2")))).isEqualTo(Kind.IO);
    Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(commit(store, put("t", "a", "3"))).isEqualTo(WriteResult.COMMITTED);
    assertThat(store.read("t", Bytes.utf8("a"))).contains(Bytes.utf8("3"));
  }

  @Test
  void atTheBoundOfItsSizeWhatDoesNotFitFailsAndWhatIsRemovedMakesRoom() throws Exception {
    SqliteStore store = store(SETTINGS.withMaxFileBytes(40 * 4096));
    int stored = 0;
    WriteResult result = commit(store, put("t", "key0", "x".repeat(3000)));
    while (result.equals(WriteResult.COMMITTED)) {
      stored++;
      result = commit(store, put("t", "key" + stored, "x".repeat(3000)));
    }
    assertThat(stored).isBetween(20, 60);
    assertThat(failure(result)).isEqualTo(Kind.FULL);
    assertThat(((WriteResult.Failed) result).cause()).hasMessageContaining("163840 bytes");
    assertThat(records(store, "t")).hasSize(stored);
    assertThat(store.read("t", Bytes.utf8("key" + stored))).isEmpty();
    assertThat(commit(store, delete("t", "key0"), delete("t", "key1")))
        .isEqualTo(WriteResult.COMMITTED);
    assertThat(commit(store, put("t", "key" + stored, "x".repeat(3000))))
        .isEqualTo(WriteResult.COMMITTED);
    closeStore();
    assertThat(Files.size(file)).isLessThanOrEqualTo(40 * 4096);
    assertThat(records(store(), "t")).hasSize(stored - 1);
  }

  @Test
  void aTransactionThatDoesNotFitFailsAloneInItsGroup() throws Exception {
    SqliteStore store = store(SETTINGS.withMaxFileBytes(40 * 4096));
    commit(store, put("t", "a", "1"));
    // While the only thread is held up, all of these come into one group.
    CountDownLatch gate = new CountDownLatch(1);
    disk.execute(
        () -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    var results = new ConcurrentHashMap<String, WriteResult>();
    var done = new CountDownLatch(3);
    for (String key : new String[] {"small", "huge", "tiny"}) {
      String value = key.equals("huge") ? "x".repeat(500_000) : "x";
      store.commit(
          List.of(put("t", key, value)),
          result -> {
            results.put(key, result);
            done.countDown();
          });
    }
    gate.countDown();
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(results.get("small")).isEqualTo(WriteResult.COMMITTED);
    assertThat(results.get("tiny")).isEqualTo(WriteResult.COMMITTED);
    assertThat(failure(results.getOrDefault("huge", WriteResult.COMMITTED))).isEqualTo(Kind.FULL);
  }

  @Test
  void afterCloseEverythingIsRefused() throws Exception {
    SqliteStore store = store(SETTINGS);
    commit(store, put("t", "a", "1"));
    store.close();
    store.close();
    assertThat(failure(commit(store, put("t", "a", "2")))).isEqualTo(Kind.CLOSED);
    assertRefused(Kind.CLOSED, "closed", () -> store.read("t", Bytes.utf8("a")));
    assertRefused(Kind.CLOSED, "closed", () -> store.scan("t", (key, value) -> {}));
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> SETTINGS.withMaxFileBytes(4096))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32768");
    assertThatThrownBy(() -> new SqliteSettings(1 << 20, SETTINGS.group(), Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SqliteSettings(1 << 20, SETTINGS.group(), Duration.ofDays(30)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(SETTINGS.withMaxFileBytes(Long.MAX_VALUE).maxPages()).isEqualTo(0xffff_fffeL);
    assertThat(SqliteSettings.STANDARD.maxFileBytes()).isEqualTo(1L << 40);
  }

  @Test
  void mutationsOfManyKindsKeepTheirOrderInAGroup() throws Exception {
    Mutation[] mixed = new Mutation[40];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] =
          i % 3 == 2 ? delete("t", "k" + i % 4) : put(i % 2 == 0 ? "t" : "u", "k" + i % 4, "" + i);
    }
    assertThat(commit(store(), mixed)).isEqualTo(WriteResult.COMMITTED);
    TreeMap<String, String> expected = new TreeMap<>();
    for (Mutation mutation : mixed) {
      String key = mutation.table() + "/" + mutation.key().utf8();
      if (mutation instanceof Mutation.Put put) {
        expected.put(key, put.value().utf8());
      } else {
        expected.remove(key);
      }
    }
    TreeMap<String, String> found = new TreeMap<>();
    for (String table : new String[] {"t", "u"}) {
      store().scan(table, (key, value) -> found.put(table + "/" + key.utf8(), value.utf8()));
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void aCloseThatIsInterruptedSaysSoAndCanBeRepeated() throws Exception {
    SqliteStore store = store(SETTINGS);
    CountDownLatch gate = new CountDownLatch(1);
    disk.execute(
        () -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Thread.currentThread().interrupt();
    assertRefused(Kind.IO, "interrupted", store::close);
    assertThat(Thread.interrupted()).isTrue();
    gate.countDown();
    store.close();
  }

  @Test
  void aFileWithoutWholePagesIsTakenIfItsLogIsThere() throws Exception {
    commit(store(), put("t", "a", "1"));
    // As a crash leaves it that cuts the moving of the log short: the log has the whole page.
    Path copy = folder.resolve("copy.db");
    Files.copy(folder.resolve(file.getFileName() + "-wal"), folder.resolve("copy.db-wal"));
    byte[] content = Files.readAllBytes(file);
    closeStore();
    Files.write(copy, Arrays.copyOf(content, content.length + 100));
    file = copy;
    assertThat(records(store(), "t")).hasSize(1);
  }
}
