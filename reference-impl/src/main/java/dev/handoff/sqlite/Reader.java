package dev.handoff.sqlite;

import dev.handoff.Bytes;
import dev.handoff.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * Reads records, beside the writer: each reading sees what was committed last when it began, and
 * never waits for a commit.
 *
 * <p>Single records are read on one connection, one at a time. A scan has a connection of its own
 * and calls its visitor under no lock; until it ends, the log is not moved into the file further
 * than it was at its beginning.
 *
 * <p>Thread-safe.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>connection (its state)</td><td>readers</td><td>lock</td></tr>
 * <tr><td>statements</td><td>readers</td><td>lock</td></tr>
 * <tr><td>closed</td><td>whoever closes</td><td>lock</td></tr>
 * </table>
 */
final class Reader implements AutoCloseable {
  private record Prepared(Records records, PreparedStatement statement) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Connections connections;
  private final Connection connection;
  private final Map<String, Prepared> statements = new HashMap<>();
  private boolean closed;

  Reader(Connections connections) throws StoreException {
    this.connections = connections;
    this.connection = connections.openReader();
  }

  Optional<Bytes> read(String table, Bytes key) throws StoreException {
    lock.lock();
    try {
      checkOpen();
      Optional<Prepared> prepared = prepared(table);
      if (prepared.isEmpty()) {
        return Optional.empty();
      }
      PreparedStatement statement = prepared.get().statement();
      byte[] bytes = key.toArray();
      statement.setBytes(1, bytes);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(prepared.get().records().value(bytes, row))
            : Optional.empty();
      }
    } catch (SQLException e) {
      // The driver ends a statement that fails: the next reading prepares it again.
      statements.remove(table);
      throw connections.explain("cannot be read", e);
    } finally {
      lock.unlock();
    }
  }

  private Optional<Prepared> prepared(String table) throws SQLException {
    Optional<Prepared> known = Optional.ofNullable(statements.get(table));
    if (known.isPresent()) {
      return known;
    }
    Records records = new Records(table);
    if (!exists(connection, records)) {
      return Optional.empty();
    }
    Prepared prepared = new Prepared(records, connection.prepareStatement(records.readSql()));
    statements.put(table, prepared);
    return Optional.of(prepared);
  }

  static boolean exists(Connection connection, Records records) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT 1 FROM sqlite_master WHERE name = ?")) {
      statement.setString(1, records.sqlTable());
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  void scan(String table, BiConsumer<? super Bytes, ? super Bytes> visitor) throws StoreException {
    lock.lock();
    try {
      checkOpen();
    } finally {
      lock.unlock();
    }
    Records records = new Records(table);
    try (Connection own = connections.openReader()) {
      if (exists(own, records)) {
        scan(own, records, visitor);
      }
    } catch (SQLException e) {
      throw connections.explain("cannot be read", e);
    }
  }

  private static void scan(
      Connection own, Records records, BiConsumer<? super Bytes, ? super Bytes> visitor)
      throws SQLException, StoreException {
    try (PreparedStatement statement = own.prepareStatement(records.scanSql());
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        byte[] key = row.getBytes(1);
        visitor.accept(Bytes.copyOf(key), records.value(key, row));
      }
    }
  }

  private void checkOpen() throws StoreException {
    if (closed) {
      throw new StoreException(StoreException.Kind.CLOSED, "the store has been closed");
    }
  }

  /** Refuses further readings. Without effect the second time. */
  @Override
  public void close() throws StoreException {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        connection.close();
      }
    } catch (SQLException e) {
      throw connections.explain("was not closed in order", e);
    } finally {
      lock.unlock();
    }
  }
}
