package dev.handoff.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The plainest durable store: one thread that inserts groups of records, a synced transaction each.
 */
final class RawSqliteLoop implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement insert;

  RawSqliteLoop(Path file) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("CREATE TABLE batch (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID");
    }
    connection.setAutoCommit(false);
    insert = connection.prepareStatement("INSERT OR REPLACE INTO batch VALUES (?, ?)");
  }

  void put(byte[] key, byte[] value) throws SQLException {
    insert.setBytes(1, key);
    insert.setBytes(2, value);
    insert.executeUpdate();
  }

  void commit() throws SQLException {
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    insert.close();
    connection.close();
  }
}
