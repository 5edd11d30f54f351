package dev.handoff;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Port: records that survive a crash of the process and the loss of power, once committed.
 *
 * <p>Implementations are thread-safe. Transactions are serializable, in the order of their
 * linearization, which lies between the call of {@link #commit} and that of {@code whenDone}. The
 * transactions of one caller that waits for each take effect in its order.
 */
public interface Store {

  /**
   * Applies all of the mutations, in their order, or none. Never blocks for the disk.
   *
   * @param whenDone is called exactly once, on a thread of the store's or the scheduler's, never on
   *     the caller's stack; it must be quick, since other transactions wait, and must not throw
   */
  void commit(List<Mutation> transaction, Consumer<? super WriteResult> whenDone);

  /**
   * Returns the record with the key, as the last committed transaction left it.
   *
   * @throws StoreException if it cannot be read, or is not what was written
   */
  Optional<Bytes> read(String table, Bytes key) throws StoreException;

  /**
   * Calls the visitor with the key and value of each record of the table, in the order of the keys,
   * as one committed transaction left them all. The visitor may use the store.
   *
   * @throws StoreException if one cannot be read, or is not what was written
   */
  void scan(String table, BiConsumer<? super Bytes, ? super Bytes> visitor) throws StoreException;
}
