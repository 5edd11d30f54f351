package dev.handoff.oracle;

import dev.handoff.spec.Protocol;
import dev.handoff.spec.Specifications;
import dev.handoff.tlc.TlcException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The specification that a trace's header names. */
final class TraceModule {
  private static final Pattern MISSING =
      Pattern.compile("constant parameter (\\w+) is not assigned a value");
  private static final Pattern UNKNOWN =
      Pattern.compile("identifier (\\w+) does not appear in the specification");

  private TraceModule() {}

  /** Its file. */
  static Path file(Specifications specifications, TraceFile trace) throws TraceException {
    TraceHeader header = trace.header();
    if (specifications.manifest().protocol(header.protocol()).isEmpty()) {
      throw new TraceException(
          trace.path(),
          1,
          "no protocol \""
              + header.protocol()
              + "\"; there are "
              + String.join(
                  ", ",
                  specifications.manifest().protocols().stream().map(Protocol::name).toList()));
    }
    Path file =
        specifications.folder().resolve(header.protocol()).resolve(header.module() + ".tla");
    if (!header.module().matches("\\w+") || !Files.isRegularFile(file)) {
      throw new TraceException(
          trace.path(),
          1,
          "the protocol "
              + header.protocol()
              + " has no module \""
              + header.module()
              + "\"; its reference is "
              + specifications.manifest().protocol(header.protocol()).orElseThrow().reference());
    }
    return file;
  }

  /**
   * Opens it with the header's constants.
   *
   * @throws TraceException if it is not there, or the constants do not fit it
   */
  static SpecOracle open(Oracles oracles, TraceFile trace) throws TraceException, TlcException {
    Path file = file(oracles.specifications(), trace);
    String module = String.valueOf(file.getFileName()).replaceFirst("\\.tla$", "");
    try {
      return oracles.moduleOfTexts(module, trace.header().constants(), List.of());
    } catch (TlcException e) {
      if (e.kind() == TlcException.Kind.PARSE || e.kind() == TlcException.Kind.CONFIG) {
        throw new TraceException(trace.path(), 1, "\"constants\": " + problem(module, e));
      }
      throw e;
    }
  }

  /** What is wrong with the constants, without the names of the files that were made of them. */
  private static String problem(String module, TlcException e) {
    String message = String.valueOf(e.getMessage());
    Matcher missing = MISSING.matcher(message);
    Matcher unknown = UNKNOWN.matcher(message);
    if (missing.find()) {
      return module + " needs a value for " + missing.group(1) + ", a TLA+ expression";
    } else if (unknown.find()) {
      return module + " has no constant " + unknown.group(1);
    } else if (e.kind() == TlcException.Kind.PARSE) {
      return "a value is no TLA+ expression: " + message.replaceFirst("^\\S+: ", "");
    }
    return "do not fit " + module + ": " + message.replaceFirst("^\\w+_Given\\.cfg: ", "");
  }
}
