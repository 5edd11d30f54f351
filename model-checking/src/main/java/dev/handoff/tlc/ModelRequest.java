package dev.handoff.tlc;

import java.io.Serializable;
import java.util.List;

/**
 * One model to run. Paths are absolute, as strings because a request crosses class loaders and
 * processes in serialized form.
 *
 * @param module the root module, a {@code .tla} file
 * @param config its configuration, a {@code .cfg} file
 * @param libraries folders searched for modules after the root module's own
 * @param witnesses names of state predicates of the module; the result says which are reachable
 * @param timeoutMillis how long the run may take, in milliseconds; 0 for no limit
 */
public record ModelRequest(
    String module,
    String config,
    List<String> libraries,
    List<String> witnesses,
    long timeoutMillis)
    implements Serializable {
  public ModelRequest {
    libraries = List.copyOf(libraries);
    witnesses = List.copyOf(witnesses);
  }
}
