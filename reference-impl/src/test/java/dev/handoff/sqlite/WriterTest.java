package dev.handoff.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Bytes;
import dev.handoff.Mutation;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The writer on connections that fail where the test says so. */
class WriterTest {
  /** A statement that begins so fails with that error, before or after it takes effect. */
  private record Fault(String sql, SQLiteErrorCode code, When when) {}

  private enum When {
    BEFORE,
    AFTER
  }

  private final Deque<Fault> faults = new ArrayDeque<>();
  private final FaultyConnections connections = new FaultyConnections();
  @TempDir Path folder;
  private Optional<SqliteFile> file = Optional.empty();
  private Optional<Writer> writer = Optional.empty();
  private Optional<Reader> reader = Optional.empty();

  /** Real connections, behind statements that fail as planned. */
  private final class FaultyConnections implements Connections {
    private int opened;

    @Override
    public void checkInPlace() throws StoreException {
      file.orElseThrow().checkInPlace();
    }

    @Override
    public Connection openWriter() throws StoreException {
      opened++;
      try {
        fail("OPEN", When.BEFORE);
      } catch (SQLException e) {
        throw explain("cannot be opened", e);
      }
      return wrap(file.orElseThrow().openWriter());
    }

    @Override
    public Connection openReader() throws StoreException {
      return wrap(file.orElseThrow().openReader());
    }

    @Override
    public StoreException explain(String doing, SQLException failure) {
      return file.orElseThrow().explain(doing, failure);
    }
  }

  private void fail(String sql, When when) throws SQLException {
    Optional<Fault> next = Optional.ofNullable(faults.peek());
    if (next.isPresent() && sql.startsWith(next.get().sql()) && next.get().when() == when) {
      faults.remove();
      throw new SQLiteException("the test says so", next.get().code());
    }
  }

  private Connection wrap(Connection real) {
    return proxy(
        Connection.class,
        real,
        (method, sql, result) -> {
          if (method.equals("prepareStatement")) {
            return proxy(
                PreparedStatement.class,
                result,
                (call, none, outcome) -> outcome,
                Optional.of(sql));
          } else if (method.equals("createStatement")) {
            return proxy(
                Statement.class, result, (call, none, outcome) -> outcome, Optional.empty());
          }
          return result;
        },
        Optional.empty());
  }

  @FunctionalInterface
  private interface After {
    Object apply(String method, String sql, Object result);
  }

  /** The SQL of a call is its first argument, or that of the prepared statement. */
  private <T> T proxy(Class<T> type, Object real, After after, Optional<String> prepared) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              String sql =
                  method.getName().equals("close")
                      ? "CLOSE " + type.getSimpleName()
                      : arguments != null
                              && arguments.length > 0
                              && arguments[0] instanceof String s
                          ? s
                          : prepared.orElse("");
              boolean takesEffect =
                  method.getName().startsWith("execute") || method.getName().equals("close");
              String what = method.getName().equals("prepareStatement") ? "PREPARE " + sql : sql;
              if (takesEffect || what.startsWith("PREPARE")) {
                fail(what, When.BEFORE);
              }
              try {
                Object result = method.invoke(real, arguments);
                if (takesEffect) {
                  fail(what, When.AFTER);
                }
                return after.apply(method.getName(), sql, result);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  @BeforeEach
  void open() throws Exception {
    file =
        Optional.of(
            SqliteFile.openOrCreate(
                SqliteFile.locate(folder.resolve("node.db")), SqliteSettings.STANDARD));
    writer = Optional.of(new Writer(connections));
    reader = Optional.of(new Reader(connections));
  }

  @AfterEach
  void close() throws StoreException {
    reader.orElseThrow().close();
    writer.orElseThrow().close();
  }

  private WriteResult write(Mutation... transaction) {
    return writer.orElseThrow().write(List.of(List.of(transaction)));
  }

  private Optional<String> read(String key) throws StoreException {
    return reader.orElseThrow().read("t", Bytes.utf8(key)).map(Bytes::utf8);
  }

  private static Mutation put(String key, String value) {
    return new Mutation.Put("t", Bytes.utf8(key), Bytes.utf8(value));
  }

  private void plan(String sql, SQLiteErrorCode code, When when) {
    faults.add(new Fault(sql, code, when));
  }

  private static StoreException failure(WriteResult result) {
    assertThat(result).isInstanceOf(WriteResult.Failed.class);
    return ((WriteResult.Failed) result).cause();
  }

  private static StoreException doubt(WriteResult result) {
    assertThat(result).isInstanceOf(WriteResult.InDoubt.class);
    return ((WriteResult.InDoubt) result).cause();
  }

  private void assertGoesOn() throws StoreException {
    assertThat(faults).isEmpty();
    assertThat(write(put("next", "n"))).isEqualTo(WriteResult.COMMITTED);
    assertThat(read("next")).contains("n");
  }

  @Test
  void aFailureBeforeTheCommitIsDefinite() throws Exception {
    for (String sql : new String[] {"BEGIN", "CREATE TABLE", "INSERT OR REPLACE"}) {
      plan(sql, SQLiteErrorCode.SQLITE_IOERR_WRITE, When.BEFORE);
      // A table that the connection has not met yet.
      Mutation unknown =
          new Mutation.Put(
              sql.toLowerCase(Locale.ROOT).replace(' ', '_'), Bytes.EMPTY, Bytes.EMPTY);
      StoreException cause = failure(write(unknown));
      assertThat(cause.kind()).isEqualTo(StoreException.Kind.IO);
      assertThat(cause).hasMessageContaining("nothing was written").hasMessageContaining("node.db");
      assertThat(reader.orElseThrow().read(unknown.table(), Bytes.EMPTY)).isEmpty();
      assertGoesOn();
    }
  }

  @Test
  void aFullDiskAtTheCommitIsDefiniteAndTheLogIsMovedToMakeRoom() throws Exception {
    plan("COMMIT", SQLiteErrorCode.SQLITE_FULL, When.BEFORE);
    StoreException cause = failure(write(put("a", "1")));
    assertThat(cause.kind()).isEqualTo(StoreException.Kind.FULL);
    assertThat(read("a")).isEmpty();
    assertGoesOn();
  }

  @Test
  void aFailureToMakeRoomIsToldWithTheFirst() throws Exception {
    plan("COMMIT", SQLiteErrorCode.SQLITE_FULL, When.BEFORE);
    plan("PRAGMA wal_checkpoint", SQLiteErrorCode.SQLITE_FULL, When.BEFORE);
    plan("CLOSE Connection", SQLiteErrorCode.SQLITE_IOERR_CLOSE, When.AFTER);
    assertThat(failure(write(put("a", "1"))).getSuppressed()).hasSize(2);
    assertGoesOn();
  }

  @Test
  void aLockAtTheCommitIsDefinite() throws Exception {
    plan("COMMIT", SQLiteErrorCode.SQLITE_BUSY, When.BEFORE);
    assertThat(failure(write(put("a", "1"))).kind()).isEqualTo(StoreException.Kind.LOCKED);
    assertThat(read("a")).isEmpty();
    assertGoesOn();
  }

  @Test
  void aFailedSyncIsDefiniteOnceTheFenceIsCommittedInItsPlace() throws Exception {
    write(put("a", "0"));
    plan("COMMIT", SQLiteErrorCode.SQLITE_IOERR_FSYNC, When.BEFORE);
    StoreException cause = failure(write(put("a", "1"), put("b", "1")));
    assertThat(cause.kind()).isEqualTo(StoreException.Kind.IO);
    assertThat(cause).hasMessageContaining("the commit failed");
    assertThat(read("a")).contains("0");
    assertThat(read("b")).isEmpty();
    assertGoesOn();
  }

  @Test
  void aCommitThatReportsFailureButShowsIsInDoubt() throws Exception {
    write(put("gone", "0"));
    plan("COMMIT", SQLiteErrorCode.SQLITE_IOERR_FSYNC, When.AFTER);
    doubt(
        write(
            put("a", "1"),
            put("a", "2"),
            new Mutation.Delete("t", Bytes.utf8("gone")),
            new Mutation.Delete("never", Bytes.EMPTY)));
    assertThat(read("a")).contains("2");
    assertThat(read("gone")).isEmpty();
    assertGoesOn();
  }

  @Test
  void aFenceThatFailsLeavesTheDoubt() throws Exception {
    plan("COMMIT", SQLiteErrorCode.SQLITE_IOERR_FSYNC, When.BEFORE);
    plan("UPDATE handoff", SQLiteErrorCode.SQLITE_IOERR_FSYNC, When.BEFORE);
    StoreException cause = doubt(write(put("a", "1")));
    assertThat(cause.getSuppressed()).hasSize(1);
    assertGoesOn();
    assertThat(read("a")).isEmpty();
  }

  @Test
  void aFileThatCannotBeOpenedAgainLeavesTheDoubtAndLaterGroupsFail() throws Exception {
    plan("COMMIT", SQLiteErrorCode.SQLITE_IOERR_WRITE, When.BEFORE);
    plan("OPEN", SQLiteErrorCode.SQLITE_CANTOPEN, When.BEFORE);
    plan("OPEN", SQLiteErrorCode.SQLITE_CANTOPEN, When.BEFORE);
    doubt(write(put("a", "1")));
    assertThat(failure(write(put("a", "2"))).kind()).isEqualTo(StoreException.Kind.IO);
    assertGoesOn();
  }

  @Test
  void aConnectionWhoseStatementsCannotBePreparedIsClosed() throws Exception {
    plan("BEGIN", SQLiteErrorCode.SQLITE_IOERR, When.BEFORE);
    plan("PREPARE BEGIN", SQLiteErrorCode.SQLITE_NOMEM, When.BEFORE);
    plan("CLOSE Connection", SQLiteErrorCode.SQLITE_IOERR_CLOSE, When.AFTER);
    failure(write(put("a", "1")));
    StoreException cause = failure(write(put("a", "1")));
    assertThat(cause.getSuppressed()).hasSize(1);
    assertGoesOn();
  }

  @Test
  void aConnectionThatIsSoundIsKept() {
    int before = connections.opened;
    for (int i = 0; i < 10; i++) {
      assertThat(write(put("a", "" + i))).isEqualTo(WriteResult.COMMITTED);
    }
    assertThat(connections.opened).isEqualTo(before);
  }

  @Test
  void eachErrorHasItsKind() {
    Object[][] kinds = {
      {SQLiteErrorCode.SQLITE_FULL, StoreException.Kind.FULL},
      {SQLiteErrorCode.SQLITE_READONLY, StoreException.Kind.READ_ONLY},
      {SQLiteErrorCode.SQLITE_READONLY_DBMOVED, StoreException.Kind.READ_ONLY},
      {SQLiteErrorCode.SQLITE_BUSY, StoreException.Kind.LOCKED},
      {SQLiteErrorCode.SQLITE_LOCKED, StoreException.Kind.LOCKED},
      {SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT, StoreException.Kind.LOCKED},
      {SQLiteErrorCode.SQLITE_CORRUPT, StoreException.Kind.CORRUPT},
      {SQLiteErrorCode.SQLITE_NOTADB, StoreException.Kind.VERSION},
      {SQLiteErrorCode.SQLITE_IOERR_SHORT_READ, StoreException.Kind.IO},
      {SQLiteErrorCode.SQLITE_CANTOPEN, StoreException.Kind.IO},
    };
    for (Object[] pair : kinds) {
      SQLiteException e = new SQLiteException("what SQLite says", (SQLiteErrorCode) pair[0]);
      StoreException explained = connections.explain("doing", e);
      assertThat(explained.kind()).as(pair[0].toString()).isEqualTo(pair[1]);
      assertThat(explained).hasCause(e).hasMessageContaining("doing: what SQLite says; ");
    }
    assertThat(connections.explain("doing", new SQLException("no code")).kind())
        .isEqualTo(StoreException.Kind.IO);
  }

  @Test
  void theLogIsMovedWhenTheStoreIsOpenedAndOnAFullDiskThatMayFail() throws Exception {
    close();
    plan("PRAGMA wal_checkpoint", SQLiteErrorCode.SQLITE_FULL, When.BEFORE);
    writer = Optional.of(new Writer(connections));
    reader = Optional.of(new Reader(connections));
    assertGoesOn();
    plan("PRAGMA wal_checkpoint", SQLiteErrorCode.SQLITE_IOERR_WRITE, When.BEFORE);
    assertThatThrownBy(() -> new Writer(connections))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("log");
    assertGoesOn();
  }

  @Test
  void aReadingThatFailsSaysSoAndTheNextOneReads() throws Exception {
    write(put("a", "1"));
    for (String sql : new String[] {"SELECT 1", "PREPARE SELECT key", "SELECT key"}) {
      plan(sql, SQLiteErrorCode.SQLITE_IOERR_READ, When.BEFORE);
      assertThatThrownBy(() -> read("a"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot be read");
      assertThat(faults).isEmpty();
    }
    assertThat(read("a")).contains("1");
    plan("SELECT key", SQLiteErrorCode.SQLITE_IOERR_READ, When.BEFORE);
    assertThatThrownBy(() -> reader.orElseThrow().scan("t", (key, value) -> {}))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be read");
    assertThat(faults).isEmpty();
  }

  @Test
  void aCloseThatFailsSaysSo() throws Exception {
    plan("CLOSE Connection", SQLiteErrorCode.SQLITE_IOERR_CLOSE, When.AFTER);
    assertThatThrownBy(() -> reader.orElseThrow().close())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("not closed in order");
    plan("CLOSE Connection", SQLiteErrorCode.SQLITE_IOERR_CLOSE, When.AFTER);
    assertThatThrownBy(() -> writer.orElseThrow().close())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("not closed in order");
    writer.orElseThrow().close();
  }
}
