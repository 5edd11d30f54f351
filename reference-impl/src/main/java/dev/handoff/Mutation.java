package dev.handoff;

/**
 * A part of a transaction of a {@link Store}.
 *
 * <p>Immutable.
 */
public sealed interface Mutation {
  /** Returns the table that is changed. */
  String table();

  /** Returns the key of the record in it. */
  Bytes key();

  /**
   * Writes a record, in place of the one that has this key if there is one.
   *
   * @param table a name of lower-case letters and underscores
   * @param key names the record within the table
   * @param value what it holds
   */
  record Put(String table, Bytes key, Bytes value) implements Mutation {}

  /**
   * Removes the record if there is one.
   *
   * @param table a name of lower-case letters and underscores
   * @param key names the record within the table
   */
  record Delete(String table, Bytes key) implements Mutation {}
}
