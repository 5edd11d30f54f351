package dev.handoff.sqlite;

import dev.handoff.StoreException;
import java.sql.Connection;
import java.sql.SQLException;

/** Opens connections to the file of one store, and knows what their failures mean. */
interface Connections {
  /**
   * Checks that the file is still there under its name: what is written to one that was moved or
   * removed succeeds, and nobody finds it again.
   */
  void checkInPlace() throws StoreException;

  /** Opens a connection that writes, to a file that has been checked to be a store. */
  Connection openWriter() throws StoreException;

  /** Opens a connection that only reads. */
  Connection openReader() throws StoreException;

  /** Says what a failure means for this store. */
  StoreException explain(String doing, SQLException failure);
}
