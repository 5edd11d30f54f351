package dev.handoff.tlc;

import dev.handoff.tlc.PropertyResult.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The user's modules as texts, for what the tools' command line does not tell: the kind of a
 * property, the names of an action's parameters, and whether anything is assumed.
 *
 * <p>It reads tokens, not grammar. Where that is not enough it errs in a name or a kind, never in a
 * verdict.
 *
 * <p>Immutable.
 */
final class ModuleTexts {
  private final Map<String, ModuleText> modules;

  private ModuleTexts(Map<String, ModuleText> modules) {
    this.modules = Map.copyOf(modules);
  }

  /** Reads files; those that cannot be read are left out. */
  static ModuleTexts read(Collection<Path> files) {
    Map<String, ModuleText> modules = new HashMap<>();
    for (Path file : files) {
      Optional<String> text = text(file);
      if (text.isPresent()) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.tla$", "");
        modules.put(name, ModuleText.parse(text.get()));
      }
    }
    return new ModuleTexts(modules);
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether the module, or one that it extends, assumes anything. */
  boolean assumes(String module) {
    return extended(module).stream().anyMatch(ModuleText::assumes);
  }

  /** The parameters of an operator; none if it is not known. */
  List<String> parameters(String module, String operator) {
    String plain = operator.substring(operator.lastIndexOf('!') + 1);
    return find(module, plain).map(ModuleText.Definition::parameters).orElse(List.of());
  }

  /** What sort of property an operator of the module is. */
  Kind kind(String module, String property) {
    Parts parts = new Parts();
    collect(module, property, parts, new HashSet<>());
    if (parts.steps && parts.starts) {
      return Kind.REFINEMENT;
    }
    return parts.temporal ? Kind.LIVENESS : Kind.SAFETY;
  }

  /** Looks through a definition, and through those that it names, for the parts of a property. */
  private void collect(String module, String operator, Parts parts, Set<String> seen) {
    int instance = operator.indexOf('!');
    if (instance >= 0) {
      Optional<ModuleText.Definition> target = find(module, operator.substring(0, instance));
      target
          .flatMap(ModuleText.Definition::instanceOf)
          .ifPresent(other -> collect(other, operator.substring(instance + 1), parts, seen));
      return;
    }
    if (!seen.add(module + "!" + operator)) {
      return;
    }
    Optional<ModuleText.Definition> definition = find(module, operator);
    if (definition.isEmpty()) {
      return;
    }
    List<String> body = definition.get().body();
    for (int i = 0; i < body.size(); i++) {
      String token = body.get(i);
      String following = i + 1 < body.size() ? body.get(i + 1) : "";
      if (token.equals("[]") && following.equals("[")) {
        parts.steps = true;
        parts.starts |= !ModuleText.firstOfFormula(body).equals("[]");
      } else if (token.equals("<>") || token.equals("~>") || token.matches("[WS]F_.*")) {
        parts.temporal = true;
      } else if (Character.isLetter(token.charAt(0))) {
        StringBuilder name = new StringBuilder(token);
        while (i + 2 < body.size() && body.get(i + 1).equals("!")) {
          name.append('!').append(body.get(i + 2));
          i += 2;
        }
        collect(module, name.toString(), parts, seen);
      }
    }
  }

  /** The definition that a name has in a module: its own, or that of one that it extends. */
  private Optional<ModuleText.Definition> find(String module, String name) {
    return extended(module).stream().flatMap(text -> text.definition(name).stream()).findFirst();
  }

  /** The module and all that it extends or instantiates without a name, nearest first. */
  private Set<ModuleText> extended(String module) {
    Set<ModuleText> found = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(module));
    while (!open.isEmpty()) {
      ModuleText text = modules.get(open.poll());
      if (text != null && found.add(text)) {
        open.addAll(text.includes());
      }
    }
    return found;
  }

  private static final class Parts {
    boolean steps;
    boolean starts;
    boolean temporal;
  }
}
