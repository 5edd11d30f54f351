package dev.handoff.tlc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The standard modules of TLA+, unpacked once from the tools into a folder that runs share. */
final class StandardModules {
  private static final List<String> NAMES =
      List.of(
          "Bags",
          "FiniteSets",
          "Integers",
          "Json",
          "Naturals",
          "Randomization",
          "Reals",
          "RealTime",
          "Sequences",
          "TLC",
          "TLCExt",
          "Toolbox",
          "_TLAPlusCounterExample",
          "_TLCTrace");
  private static final List<String> REQUIRED =
      List.of("Bags", "FiniteSets", "Integers", "Naturals", "Reals", "Sequences", "TLC");

  private StandardModules() {}

  /**
   * Unpacks them.
   *
   * @return the folder
   * @throws TlcException if the disk is full, or the tools have none
   */
  static Path unpack(Scratch scratch) throws TlcException {
    Path folder = scratch.fresh("standard-");
    for (String name : NAMES) {
      String resource = "tla2sany/StandardModules/" + name + ".tla";
      try (InputStream in = StandardModules.class.getClassLoader().getResourceAsStream(resource)) {
        if (in != null) {
          Files.copy(in, folder.resolve(name + ".tla"));
        } else if (REQUIRED.contains(name)) {
          throw new TlcException(
              TlcException.Kind.TOOLS, "the TLA+ tools lack the standard module " + name);
        }
      } catch (IOException e) {
        throw new TlcException(
            TlcException.Kind.RESOURCE, "cannot write to " + folder + ": " + e.getMessage());
      }
    }
    return folder;
  }
}
