package dev.handoff;

/**
 * A part of a transaction of a {@link Store}.
 *
 * <p>Immutable.
 */
public sealed interface Mutation {
  /** The most characters of the name of a table. */
  int MAX_TABLE_LENGTH = 48;

  /** Returns the table that is changed. */
  String table();

  /** Returns the key of the record in it. */
  Bytes key();

  /**
   * Writes a record, in place of the one that has this key if there is one.
   *
   * @param table a name, see {@link #checkTable}
   * @param key names the record within the table
   * @param value what it holds
   */
  record Put(String table, Bytes key, Bytes value) implements Mutation {
    /** Checks the name of the table. */
    public Put {
      checkTable(table);
    }
  }

  /**
   * Removes the record if there is one.
   *
   * @param table a name, see {@link #checkTable}
   * @param key names the record within the table
   */
  record Delete(String table, Bytes key) implements Mutation {
    /** Checks the name of the table. */
    public Delete {
      checkTable(table);
    }
  }

  /**
   * Checks the name of a table.
   *
   * @throws IllegalArgumentException unless it is one to {@value #MAX_TABLE_LENGTH} lower-case
   *     letters and underscores
   */
  static void checkTable(String name) {
    boolean sound = !name.isEmpty() && name.length() <= MAX_TABLE_LENGTH;
    for (int i = 0; sound && i < name.length(); i++) {
      char c = name.charAt(i);
      sound = c == '_' || (c >= 'a' && c <= 'z');
    }
    if (!sound) {
      throw new IllegalArgumentException(
          "not the name of a table: '%s'; use up to %d of a-z and _"
              .formatted(name, MAX_TABLE_LENGTH));
    }
  }
}
