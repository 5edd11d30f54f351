package dev.handoff.seeded;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The classes of one edited file, to be put before those that ship. */
public final class Overlay {
  private Overlay() {}

  /**
   * Compiles a bug.
   *
   * @param kit the kit's folder
   * @param bug the bug
   * @param classPath what the edited file is compiled with
   * @param folder a folder of the bug's own; the copy of the file and its classes stay there
   * @return the folder of the classes
   * @throws SeedingException if the edit does not fit, or does not compile
   */
  public static Path of(Path kit, SeededBug bug, String classPath, Path folder)
      throws IOException, SeedingException {
    Path shipped = kit.resolve(bug.file());
    if (!Files.isRegularFile(shipped)) {
      throw new SeedingException(bug.id() + ": no file " + bug.file());
    }
    Path copy = folder.resolve("source").resolve(shipped.getFileName());
    Files.createDirectories(folder.resolve("source"));
    Files.writeString(copy, bug.in(Files.readString(shipped)));
    Path classes = Files.createDirectories(folder.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiles =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of(
                      "-proc:none",
                      "-parameters",
                      "-g",
                      "--release",
                      "17",
                      "-cp",
                      classPath,
                      "-d",
                      classes.toString()),
                  null,
                  files.getJavaFileObjects(copy))
              .call();
      if (!compiles) {
        throw new SeedingException(bug.id() + " does not compile: " + said.toString().strip());
      }
    }
    return classes;
  }
}
