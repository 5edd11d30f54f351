package dev.handoff.sqlite;

import dev.handoff.StoreException;
import dev.handoff.StoreException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * The SQLite file of a store: makes it, checks it, and opens connections to it.
 *
 * <p>A new store is made under another name and renamed when it is complete. So whatever is there
 * under the right name was a store once, and an empty file is a damaged one and not a new one.
 *
 * <p>Immutable, thread-safe.
 */
final class SqliteFile implements Connections {
  /** The letters HAND. */
  static final int APPLICATION_ID = 0x48414E44;

  static final int FORMAT = 1;

  private final Path path;
  private final SqliteSettings settings;

  /** What tells this file from another that is put in its place; empty where nothing does. */
  private final Optional<Object> identity;

  private SqliteFile(Path path, SqliteSettings settings, Optional<Object> identity) {
    this.path = path;
    this.settings = settings;
    this.identity = identity;
  }

  /** Returns the path with its folder's real path. */
  static Path locate(Path path) throws StoreException {
    Path absolute = path.toAbsolutePath().normalize();
    Optional<Path> folder = Optional.ofNullable(absolute.getParent());
    Optional<Path> name = Optional.ofNullable(absolute.getFileName());
    if (folder.isEmpty() || name.isEmpty() || Files.isDirectory(absolute)) {
      throw new StoreException(Kind.IO, "store %s: that is a folder; name a file".formatted(path));
    }
    if (!Files.isDirectory(folder.get())) {
      throw new StoreException(
          Kind.IO, "store %s: %s is no folder; create it".formatted(path, folder.get()));
    }
    try {
      Path file =
          Files.exists(absolute)
              ? absolute.toRealPath()
              : folder.get().toRealPath().resolve(name.get());
      checkWritable(file);
      return file;
    } catch (IOException e) {
      throw e instanceof StoreException known ? known : unusable(path, e);
    }
  }

  private static void checkWritable(Path file) throws StoreException {
    Path folder = file.resolveSibling(".");
    String name = String.valueOf(file.getFileName());
    for (String suffix : new String[] {"", "-wal", "-shm", ".lock"}) {
      Path needed = folder.resolve(name + suffix);
      needed = Files.exists(needed) ? needed : folder;
      if (!Files.isWritable(needed)) {
        throw new StoreException(
            Kind.READ_ONLY,
            "store %s: %s cannot be written by this process; change its permissions, or mount it writable"
                .formatted(file, needed.normalize()));
      }
    }
  }

  /** Returns the store in that file, which it makes if there is none; the caller has its lock. */
  static SqliteFile openOrCreate(Path path, SqliteSettings settings) throws StoreException {
    try {
      if (!Files.exists(path)) {
        create(path, settings);
      }
      long bytes = Files.size(path);
      boolean whole = bytes % SqliteSettings.PAGE_BYTES == 0 || Files.exists(logOf(path));
      SqliteFile file = new SqliteFile(path, settings, identityOf(path));
      if (bytes >= SqliteSettings.PAGE_BYTES) {
        // Whether it is a store at all is the first question.
        file.openWriter().close();
      }
      if (bytes < SqliteSettings.PAGE_BYTES || !whole) {
        // SQLite would take the smallest for new databases, and fill the last page of others up.
        throw new StoreException(
            Kind.CORRUPT,
            "store %s: the file has %d bytes, some are missing; bring a copy back, or remove it if this node is to start without its past"
                .formatted(path, bytes));
      }
      return file;
    } catch (SQLException e) {
      throw new StoreException(Kind.IO, "store %s: cannot be closed: %s".formatted(path, e), e);
    } catch (IOException e) {
      throw e instanceof StoreException known ? known : unusable(path, e);
    }
  }

  private static Path logOf(Path path) {
    return path.resolveSibling(path.getFileName() + "-wal");
  }

  private static void create(Path path, SqliteSettings settings) throws IOException {
    Path log = logOf(path);
    if (Files.exists(log)) {
      throw new StoreException(
          Kind.CORRUPT,
          "store %s: the file is missing, but its log %s is there; bring the file back, or remove the log if this node is to start without its past"
              .formatted(path, log));
    }
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    for (String suffix : new String[] {"", "-journal", "-wal", "-shm"}) {
      Files.deleteIfExists(fresh.resolveSibling(fresh.getFileName() + suffix));
    }
    SqliteFile made = new SqliteFile(fresh, settings, Optional.empty());
    try (Connection connection = made.connect(true, true);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA page_size = " + SqliteSettings.PAGE_BYTES);
      statement.execute("PRAGMA application_id = " + APPLICATION_ID);
      statement.execute("PRAGMA user_version = " + FORMAT);
      statement.execute(
          "CREATE TABLE handoff (id INTEGER PRIMARY KEY CHECK (id = 0), fence INTEGER NOT NULL)");
      statement.execute("INSERT INTO handoff VALUES (0, 0)");
    } catch (SQLException e) {
      throw made.explain("cannot be made", e);
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    syncFolderOf(path);
  }

  /** Makes the renaming durable, where a folder can be opened at all: not on Windows. */
  private static void syncFolderOf(Path path) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel folder =
          FileChannel.open(path.resolveSibling("."), StandardOpenOption.READ)) {
        folder.force(true);
      }
    }
  }

  private static Optional<Object> identityOf(Path path) throws IOException {
    return Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
  }

  private static StoreException unusable(Path path, IOException cause) {
    return new StoreException(
        Kind.IO, "store %s: cannot be used: %s".formatted(path, cause), cause);
  }

  @Override
  public void checkInPlace() throws StoreException {
    try {
      if (!identityOf(path).equals(identity)) {
        throw new IOException("another file is in its place");
      }
    } catch (IOException e) {
      throw new StoreException(
          Kind.IO,
          "store %s: the file was moved or removed while this node had it open (%s); bring it back"
              .formatted(path, e),
          e);
    }
  }

  @Override
  public Connection openWriter() throws StoreException {
    return open(
        true,
        new String[] {
          "PRAGMA synchronous = FULL",
          "PRAGMA fullfsync = 1",
          "PRAGMA checkpoint_fullfsync = 1",
          "PRAGMA cell_size_check = 1",
          "PRAGMA cache_size = -16384",
          "PRAGMA max_page_count = " + settings.maxPages()
        });
  }

  @Override
  public Connection openReader() throws StoreException {
    return open(false, new String[] {"PRAGMA cell_size_check = 1"});
  }

  private Connection open(boolean writing, String[] pragmas) throws StoreException {
    try {
      Connection connection = connect(writing, false);
      try (Statement statement = connection.createStatement()) {
        check(statement);
        for (String pragma : pragmas) {
          statement.execute(pragma);
        }
        if (writing && !query(statement, "PRAGMA journal_mode = WAL").equals("wal")) {
          throw new StoreException(
              Kind.IO,
              "store %s: SQLite cannot keep a log on this file system; put the store on a local disk"
                  .formatted(path));
        }
        return connection;
      } catch (SQLException | StoreException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw explain("cannot be opened", e);
    }
  }

  private void check(Statement statement) throws SQLException, StoreException {
    // Reads the schema, so that a damaged file is not taken for one of another program.
    query(statement, "SELECT count(*) FROM sqlite_master");
    String application = query(statement, "PRAGMA application_id");
    if (!application.equals(String.valueOf(APPLICATION_ID))) {
      throw new StoreException(
          Kind.VERSION,
          "store %s: a database of another program (application_id %s), no store; name another file"
              .formatted(path, application));
    }
    String version = query(statement, "PRAGMA user_version");
    if (!version.equals(String.valueOf(FORMAT))) {
      throw new StoreException(
          Kind.VERSION,
          "store %s: a store of format %s; this program reads format %d: use the program that wrote it"
              .formatted(path, version, FORMAT));
    }
  }

  private static String query(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private Connection connect(boolean writing, boolean creating) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(settings.patienceMillis());
    if (!creating) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    config.setReadOnly(!writing);
    // As a URI, because in a plain path the driver takes what follows a '?' for settings.
    return config.createConnection("jdbc:sqlite:file:" + path.toUri().getRawPath());
  }

  @Override
  public StoreException explain(String doing, SQLException failure) {
    SQLiteErrorCode code =
        failure instanceof SQLiteException known
            ? known.getResultCode()
            : SQLiteErrorCode.UNKNOWN_ERROR;
    // The low byte is the error, what is above it says more.
    Kind kind =
        switch (code.code & 0xff) {
          case 5, 6 -> Kind.LOCKED;
          case 8 -> Kind.READ_ONLY;
          case 11 -> Kind.CORRUPT;
          case 13 -> Kind.FULL;
          case 26 -> Kind.VERSION;
          default -> Kind.IO;
        };
    String help =
        switch (kind) {
          case LOCKED -> "another program has locked the file; 'fuser' on it says which";
          case READ_ONLY ->
              "the file or its folder cannot be written; see its permissions and mount";
          case CORRUPT -> "the file is damaged; bring a copy back";
          case FULL ->
              "no room is left on the disk, or up to the bound of %d bytes; make room"
                  .formatted(settings.maxFileBytes());
          case VERSION -> "the file is no database; name another file";
          default -> "see the system's log for what is wrong with the disk";
        };
    return new StoreException(
        kind, "store %s: %s: %s; %s".formatted(path, doing, failure.getMessage(), help), failure);
  }
}
