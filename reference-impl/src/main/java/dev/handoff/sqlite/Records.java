package dev.handoff.sqlite;

import dev.handoff.Bytes;
import dev.handoff.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.zip.CRC32C;

/**
 * One table of the file: its statements and the checksum of its records.
 *
 * <p>Immutable.
 */
final class Records {
  private final String table;
  private final byte[] prefix;

  Records(String table) {
    this.table = table;
    this.prefix = (table + '\0').getBytes(StandardCharsets.UTF_8);
  }

  /** The prefix keeps the names apart from SQLite's words and own tables. */
  String sqlTable() {
    return "kv_" + table;
  }

  String createSql() {
    return "CREATE TABLE IF NOT EXISTS %s (key BLOB PRIMARY KEY, crc INTEGER NOT NULL, value BLOB NOT NULL) WITHOUT ROWID"
        .formatted(sqlTable());
  }

  String putSql() {
    return "INSERT OR REPLACE INTO %s (key, crc, value) VALUES (?, ?, ?)".formatted(sqlTable());
  }

  String deleteSql() {
    return "DELETE FROM %s WHERE key = ?".formatted(sqlTable());
  }

  String readSql() {
    return "SELECT key, crc, value FROM %s WHERE key = ?".formatted(sqlTable());
  }

  String scanSql() {
    return "SELECT key, crc, value FROM %s ORDER BY key".formatted(sqlTable());
  }

  /** Returns the checksum of a record. */
  long checksum(byte[] key, byte[] value) {
    CRC32C crc = new CRC32C();
    crc.update(prefix);
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(key.length).flip());
    crc.update(key);
    crc.update(value);
    return crc.getValue();
  }

  /** Returns the value of the record in the row. */
  Bytes value(byte[] key, ResultSet row) throws SQLException, StoreException {
    byte[] value = row.getBytes(3);
    if (row.getLong(2) != checksum(key, value)) {
      throw new StoreException(
          StoreException.Kind.CORRUPT,
          "the record %s of table %s is not what was written: its checksum differs; bring a copy of the store back"
              .formatted(Bytes.copyOf(key), table));
    }
    return Bytes.copyOf(value);
  }
}
