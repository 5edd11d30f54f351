package dev.handoff.tlc;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import util.FilenameToStream;

/**
 * Finds modules: beside the root module, then in the libraries, then among the standard modules.
 *
 * <p>TLC's own resolver unpacks each standard module into the temporary folder on every parse and
 * deletes it when the process ends; parallel runs in one process then delete each other's. Here
 * they are unpacked once, by {@link StandardModules}, and only read.
 */
final class ModuleFiles implements FilenameToStream {
  /** The name under which the configuration is asked for: TLC appends {@code .cfg} to it. */
  static final String CONFIG = "\u0000config";

  private final List<Path> folders;
  private final Path standard;
  private final File config;

  ModuleFiles(Path module, Path config, List<String> libraries, Path standard) {
    List<Path> all = new ArrayList<>();
    all.add(module.toAbsolutePath().getParent());
    libraries.forEach(library -> all.add(Path.of(library)));
    this.folders = List.copyOf(all);
    this.standard = standard;
    this.config = config.toFile();
  }

  @Override
  public File resolve(String name, boolean isModule) {
    if (name.startsWith(CONFIG)) {
      return config;
    }
    String file = isModule && !name.endsWith(".tla") ? name + ".tla" : name;
    for (Path folder : folders) {
      File candidate = new TLAFile(folder.resolve(file).toString(), false, this);
      if (candidate.exists()) {
        return candidate;
      }
    }
    return new TLAFile(standard.resolve(file).toString(), true, this);
  }

  @Override
  public String getFullPath() {
    StringBuilder all = new StringBuilder();
    folders.forEach(folder -> all.append(folder).append(", "));
    return all.append(standard).toString();
  }

  @Override
  public boolean isStandardModule(String moduleName) {
    return resolve(moduleName, true).toPath().startsWith(standard);
  }
}
