package dev.handoff.spec;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder of specifications with its manifest. Immutable; the folder itself may change.
 *
 * @param folder absolute, with modules, configurations and {@code manifest.json}
 * @param manifest as it was read
 */
public record Specifications(Path folder, Manifest manifest) {
  private static final String RESOURCES = "dev/handoff/specifications";

  /**
   * Opens a folder.
   *
   * @throws ManifestException if its manifest cannot be read or is not well formed
   */
  public static Specifications open(Path folder) throws ManifestException {
    Path absolute = folder.toAbsolutePath().normalize();
    return new Specifications(absolute, ManifestReader.read(absolute));
  }

  /**
   * Unpacks the specifications that are packaged with this class, and opens them.
   *
   * @param into an empty folder
   * @throws ManifestException if the packaged manifest is not well formed
   * @throws IOException if the folder cannot be written
   */
  public static Specifications unpack(Path into) throws ManifestException, IOException {
    URL manifest =
        Specifications.class.getClassLoader().getResource(RESOURCES + "/" + Manifest.FILE_NAME);
    if (manifest == null) {
      throw new IOException("no specifications are packaged here; name a folder with --spec DIR");
    }
    try {
      URI uri = manifest.toURI();
      if ("jar".equals(uri.getScheme())) {
        try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
          copy(jar.getPath("/" + RESOURCES), into);
        }
      } else {
        copy(Path.of(uri).resolveSibling(""), into);
      }
    } catch (URISyntaxException e) {
      throw new IOException("the packaged specifications cannot be located: " + manifest, e);
    }
    return open(into);
  }

  /**
   * Copies the folder, so that the copy can be edited.
   *
   * @param into an empty folder
   * @throws IOException if a file cannot be read or written
   */
  public void copyTo(Path into) throws IOException {
    copy(folder, into);
  }

  // Only what a model can need: a folder that is worked in holds more, TLC's leftovers for one.
  private static void copy(Path from, Path into) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(from, 2)) {
      files = walk.filter(Files::isRegularFile).filter(Specifications::belongs).toList();
    }
    for (Path file : files) {
      Path copy = into.resolve(from.relativize(file).toString());
      Files.createDirectories(copy.resolveSibling(""));
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean belongs(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".tla") || name.endsWith(".cfg") || name.equals(Manifest.FILE_NAME);
  }

  /**
   * Replaces the folder's manifest; the old one stays whole until the new one is.
   *
   * @throws IOException if it cannot be written
   */
  public void write(Manifest changed) throws IOException {
    Path file = folder.resolve(Manifest.FILE_NAME);
    Path fresh = folder.resolve(Manifest.FILE_NAME + ".new");
    Files.writeString(fresh, ManifestWriter.text(changed));
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
