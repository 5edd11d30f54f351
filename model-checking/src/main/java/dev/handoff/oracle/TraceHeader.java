package dev.handoff.oracle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a trace says about itself in its first line.
 *
 * @param protocol the protocol's name in the manifest
 * @param module the module that is to explain it; without path and extension
 * @param constants each of the module's constants as a TLA+ expression, by name
 * @param hidden actions that leave no event; they may have happened between any two events
 */
public record TraceHeader(
    String protocol, String module, Map<String, String> constants, List<String> hidden) {
  /** The format's version. */
  public static final int VERSION = 1;

  public TraceHeader {
    constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    hidden = List.copyOf(hidden);
  }
}
