package dev.handoff.sqlite;

import dev.handoff.Bytes;
import dev.handoff.GroupCommit;
import dev.handoff.Mutation;
import dev.handoff.StoreException;
import dev.handoff.WriteResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes groups of transactions, each group as one transaction of SQLite.
 *
 * <p>After a failure the connection is closed, which rolls back, and the next group opens another:
 * whatever state the failure left is gone with it. The reader's connection stays open all the
 * while, and with it the shared index of the log, so that no recovery is run: a recovery would take
 * up whatever a failed commit left in the log.
 *
 * <p>What a failure means:
 *
 * <ul>
 *   <li>Before the commit: the log has no mark that ends the transaction, nothing is stored.
 *   <li>The commit finds the disk full, or the file locked: the mark is in the last page that is
 *       written, each page is summed up with those before it, so one that was not written whole
 *       means that nothing is stored.
 *   <li>Any other failure of the commit, of the sync say: the mark may be in the log. As long as
 *       this process lives it is not counted, and the next transaction is written in its place; but
 *       a process that starts now would find it. So another transaction, the fence, is committed at
 *       once. If that succeeds, the failed one is overwritten and never will be stored. Else the
 *       outcome is in doubt.
 * </ul>
 *
 * <p>Not thread-safe: one thread at a time, as {@link GroupCommit} sees to.
 */
final class Writer implements GroupCommit.Journal, AutoCloseable {
  private final Connections connections;
  private Optional<Session> session;

  Writer(Connections connections) throws StoreException {
    this.connections = connections;
    Session first = openSession();
    this.session = Optional.of(first);
    try {
      first.settleLog();
    } catch (SQLException e) {
      StoreException cause = connections.explain("its log cannot be moved into it", e);
      // On a full disk the store can still be read, and what is removed makes room.
      if (cause.kind() != StoreException.Kind.FULL) {
        abandon(cause);
        throw cause;
      }
    }
  }

  @Override
  public WriteResult write(List<List<Mutation>> group) {
    Session current;
    try {
      connections.checkInPlace();
      current = session();
      current.apply(group);
    } catch (SQLException e) {
      return failed(connections.explain("nothing was written", e));
    } catch (StoreException e) {
      return failed(e);
    }
    try {
      current.commit();
      return WriteResult.COMMITTED;
    } catch (SQLException e) {
      return afterFailedCommit(group, connections.explain("the commit failed", e));
    }
  }

  private WriteResult failed(StoreException cause) {
    abandon(cause);
    return new WriteResult.Failed(cause);
  }

  private WriteResult afterFailedCommit(List<List<Mutation>> group, StoreException cause) {
    abandon(cause);
    switch (cause.kind()) {
      case FULL, LOCKED -> {
        return new WriteResult.Failed(cause);
      }
      default -> {
        try {
          Session next = session();
          if (!next.shows(group)) {
            next.fence();
            return new WriteResult.Failed(cause);
          }
        } catch (SQLException | StoreException e) {
          cause.addSuppressed(e);
          abandon(cause);
        }
        return new WriteResult.InDoubt(cause);
      }
    }
  }

  private void abandon(StoreException cause) {
    if (session.isPresent()) {
      Session broken = session.get();
      session = Optional.empty();
      try {
        if (cause.kind() == StoreException.Kind.FULL) {
          broken.makeRoom();
        }
      } catch (SQLException e) {
        cause.addSuppressed(e);
      }
      try {
        broken.close();
      } catch (SQLException e) {
        cause.addSuppressed(e);
      }
    }
  }

  private Session session() throws StoreException {
    if (session.isEmpty()) {
      session = Optional.of(openSession());
    }
    return session.get();
  }

  private Session openSession() throws StoreException {
    Connection connection = connections.openWriter();
    try {
      return new Session(connection);
    } catch (SQLException e) {
      StoreException cause = connections.explain("cannot be written", e);
      try {
        connection.close();
      } catch (SQLException closing) {
        cause.addSuppressed(closing);
      }
      throw cause;
    }
  }

  /** Closes the file; SQLite then moves the log into it. */
  @Override
  public void close() throws StoreException {
    if (session.isPresent()) {
      Session last = session.get();
      session = Optional.empty();
      try {
        last.close();
      } catch (SQLException e) {
        throw connections.explain("was not closed in order", e);
      }
    }
  }

  /** A connection, and the statements that were prepared on it. */
  private static final class Session {
    private record Table(Records records, PreparedStatement put, PreparedStatement delete) {}

    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final Map<String, Table> tables = new HashMap<>();

    Session(Connection connection) throws SQLException {
      this.connection = connection;
      this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
      this.commit = connection.prepareStatement("COMMIT");
    }

    void apply(List<List<Mutation>> group) throws SQLException {
      begin.execute();
      Optional<PreparedStatement> batch = Optional.empty();
      for (List<Mutation> transaction : group) {
        for (Mutation mutation : transaction) {
          Table table = table(mutation.table());
          PreparedStatement statement =
              mutation instanceof Mutation.Put ? table.put() : table.delete();
          // One call for a run of mutations of one kind, which most groups are.
          if (batch.isPresent() && batch.get() != statement) {
            batch.get().executeBatch();
          }
          batch = batch.isPresent() && batch.get() == statement ? batch : Optional.of(statement);
          byte[] key = mutation.key().toArray();
          statement.setBytes(1, key);
          if (mutation instanceof Mutation.Put put) {
            byte[] value = put.value().toArray();
            statement.setLong(2, table.records().checksum(key, value));
            statement.setBytes(3, value);
          }
          statement.addBatch();
        }
      }
      if (batch.isPresent()) {
        batch.get().executeBatch();
      }
    }

    void commit() throws SQLException {
      commit.execute();
    }

    private Table table(String name) throws SQLException {
      Optional<Table> known = Optional.ofNullable(tables.get(name));
      if (known.isPresent()) {
        return known.get();
      }
      Records records = new Records(name);
      try (Statement statement = connection.createStatement()) {
        statement.execute(records.createSql());
      }
      Table table =
          new Table(
              records,
              connection.prepareStatement(records.putSql()),
              connection.prepareStatement(records.deleteSql()));
      tables.put(name, table);
      return table;
    }

    /** Returns whether all records are as the group leaves them. */
    boolean shows(List<List<Mutation>> group) throws SQLException {
      record Key(String table, Bytes key) {}
      Map<Key, Mutation> last = new LinkedHashMap<>();
      group.forEach(
          transaction ->
              transaction.forEach(
                  mutation -> last.put(new Key(mutation.table(), mutation.key()), mutation)));
      for (Mutation mutation : last.values()) {
        Optional<Bytes> expected =
            mutation instanceof Mutation.Put put ? Optional.of(put.value()) : Optional.empty();
        if (!value(mutation).equals(expected)) {
          return false;
        }
      }
      return true;
    }

    private Optional<Bytes> value(Mutation mutation) throws SQLException {
      Records records = new Records(mutation.table());
      if (!Reader.exists(connection, records)) {
        return Optional.empty();
      }
      try (PreparedStatement statement = connection.prepareStatement(records.readSql())) {
        statement.setBytes(1, mutation.key().toArray());
        try (ResultSet row = statement.executeQuery()) {
          return row.next() ? Optional.of(Bytes.copyOf(row.getBytes(3))) : Optional.empty();
        }
      }
    }

    void fence() throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("UPDATE handoff SET fence = fence + 1");
      }
    }

    /**
     * Moves the log into the file, all of it: it may hold a transaction whose sync failed in a
     * process that died, and none must be written behind one that the disk does not have.
     */
    void settleLog() throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      }
    }

    /** Moves the log into the file, as far as that goes, so that its room can be used again. */
    void makeRoom() throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
      }
    }

    void close() throws SQLException {
      connection.close();
    }
  }
}
