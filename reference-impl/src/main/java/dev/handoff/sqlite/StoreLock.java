package dev.handoff.sqlite;

import dev.handoff.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to use a store, of one holder on this machine: a lock of the operating system on a file
 * beside the store, in which the holder writes its process. The system takes it back when the
 * process dies, however it dies. The file stays: to remove it would let a third in beside a second.
 *
 * <p>SQLite's own locks would let two nodes take turns.
 *
 * <p>Thread-safe. The set of stores that this process holds is of the whole process, as are the
 * system's locks: a second channel on the file would drop the lock of the first when it is closed,
 * so that there must not be one.
 */
final class StoreLock implements AutoCloseable {
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  /** Behind the text, so that the text can be read where locks keep readers out. */
  private static final long LOCKED_BYTE = 1L << 40;

  private final Path path;
  private final FileChannel channel;

  private StoreLock(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Takes the lock of the store.
   *
   * @param store a path whose folder is a real path
   * @throws StoreException of kind LOCKED if somebody has it, else if the lock file cannot be used
   */
  static StoreLock acquire(Path store) throws StoreException {
    Path path = store.resolveSibling(store.getFileName() + ".lock");
    if (!HELD_HERE.add(path)) {
      throw new StoreException(
          StoreException.Kind.LOCKED,
          "store %s: this process has it open already; close it first".formatted(store));
    }
    try {
      return new StoreLock(path, locked(store, path));
    } catch (IOException e) {
      HELD_HERE.remove(path);
      if (e instanceof StoreException cause) {
        throw cause;
      }
      throw new StoreException(
          StoreException.Kind.IO,
          "store %s: its lock file %s cannot be used: %s".formatted(store, path, e),
          e);
    }
  }

  private static FileChannel locked(Path store, Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      Optional<FileLock> lock = Optional.ofNullable(channel.tryLock(LOCKED_BYTE, 1, false));
      if (lock.isEmpty()) {
        throw new StoreException(
            StoreException.Kind.LOCKED,
            "store %s: another process has it open (%s says: %s); stop that one, or give this node a store of its own"
                .formatted(store, path, Files.readString(path).strip()));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              "process %d%n"
                  .formatted(ProcessHandle.current().pid())
                  .getBytes(StandardCharsets.UTF_8)));
      return channel;
    } catch (IOException e) {
      try {
        channel.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /** Gives the lock back. Without effect the second time. */
  @Override
  public void close() throws StoreException {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Kind.IO, "the lock file %s cannot be closed: %s".formatted(path, e), e);
    } finally {
      HELD_HERE.remove(path);
    }
  }
}
