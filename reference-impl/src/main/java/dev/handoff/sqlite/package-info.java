/**
 * Adapter: a durable {@link dev.handoff.Store} in an SQLite file.
 *
 * <pre>{@code
 * ThreadScheduler disk = new ThreadScheduler("disk", 1);       // its thread waits for the disk
 * try (SqliteStore store =
 *     SqliteStore.open(Path.of("node.db"), SqliteSettings.STANDARD, disk, metrics)) {
 *   store.commit(
 *       List.of(new Mutation.Put("cursors", Bytes.utf8("proofs"), Bytes.of(42))),
 *       result -> {
 *         if (result instanceof WriteResult.Failed failed) {
 *           log(failed.cause().getMessage());    // nothing of it is stored; says why, and what helps
 *         } else if (result instanceof WriteResult.InDoubt) {
 *           removeOrRepeat();                    // it may be stored, or not
 *         }
 *       });
 *   Optional<Bytes> cursor = store.read("cursors", Bytes.utf8("proofs"));
 * } catch (StoreException e) {
 *   log(e.kind() + ": " + e.getMessage());
 * }
 * }</pre>
 *
 * <p>The file is an ordinary SQLite database, and {@code sqlite3 node.db} may look at it while the
 * node runs. A table {@code cursors} of the port is the table {@code kv_cursors} in the file:
 *
 * <pre>
 * key    BLOB     primary key, the rows are in its order
 * crc    INTEGER  CRC-32C of the table's name, a zero byte, the length of the key in four bytes,
 *                 the key and the value
 * value  BLOB
 * </pre>
 *
 * <p>The number of the format is SQLite's {@code user_version}, and {@code application_id} says
 * that it is a store of this kind. Beside the file are SQLite's log, {@code node.db-wal} and {@code
 * node.db-shm}, which belong to it and must be copied or moved with it, and {@code node.db.lock},
 * which says what process has the store open.
 *
 * <p>What a checksum cannot show: a record whose key is damaged is not found by {@code read} (a
 * scan reports it), and a log that somebody removed takes its transactions with it in silence.
 */
@NullMarked
package dev.handoff.sqlite;

import org.jspecify.annotations.NullMarked;
