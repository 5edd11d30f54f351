package dev.handoff.tlc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A temporary folder that is gone when it is closed, and at the latest when the process ends,
 * however it ends short of being killed.
 *
 * <p>Thread-safe. Close is idempotent.
 */
public final class Scratch implements AutoCloseable {
  private final Path root;
  private final Thread hook;
  private final List<Runnable> users = new CopyOnWriteArrayList<>();
  private final List<Runnable> tenants = new CopyOnWriteArrayList<>();

  private Scratch(Path root) {
    this.root = root;
    this.hook = new Thread(this::end, "scratch-cleaner");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  // The end of the process, Ctrl-C for one, comes while others still write here.
  private void end() {
    users.forEach(Runnable::run);
    tenants.forEach(Runnable::run);
    try {
      delete(root);
    } catch (UncheckedIOException e) {
      delete(root); // a file appeared behind the walk
    }
  }

  /**
   * Has something stopped before the folder is deleted, if the process ends first.
   *
   * @param stop returns, soon, when nothing more is written to the folder; must not throw
   */
  public void stopFirst(Runnable stop) {
    users.add(stop);
  }

  /**
   * Has something that lives as long as the folder ended before that is deleted, by {@link #close}
   * or by the end of the process.
   *
   * @param end returns, soon, when nothing more is written to the folder; must not throw
   */
  void endWith(Runnable end) {
    tenants.add(end);
  }

  /**
   * Makes a new folder under the system's temporary folder.
   *
   * @throws TlcException of kind {@code RESOURCE} if that cannot be written
   */
  public static Scratch open() throws TlcException {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      return new Scratch(Files.createTempDirectory(parent, "handoff-"));
    } catch (IOException e) {
      throw new TlcException(
          TlcException.Kind.RESOURCE,
          "the temporary folder "
              + parent
              + " cannot be written ("
              + e.getMessage()
              + "); give another with -Djava.io.tmpdir=DIR");
    }
  }

  /** The folder itself. */
  public Path root() {
    return root;
  }

  /**
   * Makes a new, empty folder inside.
   *
   * @throws TlcException of kind {@code RESOURCE} if the disk is full
   */
  public Path fresh(String prefix) throws TlcException {
    try {
      return Files.createTempDirectory(root, prefix);
    } catch (IOException e) {
      throw new TlcException(
          TlcException.Kind.RESOURCE, "cannot write to " + root + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      return; // the hook is running, or about to
    }
    tenants.forEach(Runnable::run);
    delete(root);
  }

  /** Deletes a folder with all that is in it; what cannot be deleted is left. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE; // deleted by a run that was ending
            }

            @Override
            public FileVisitResult postVisitDirectory(
                Path directory, @org.jspecify.annotations.Nullable IOException e)
                throws IOException {
              Files.deleteIfExists(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
