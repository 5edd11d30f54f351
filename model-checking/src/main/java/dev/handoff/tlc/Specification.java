package dev.handoff.tlc;

import dev.handoff.tlc.TlcConfig.Keyword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SymbolNode;
import tlc2.tool.Action;
import tlc2.tool.ConfigFileException;
import tlc2.tool.impl.FastTool;
import tlc2.util.Context;
import tlc2.util.Vect;
import util.ToolIO;
import util.UniqueString;

/** A module and its configuration, parsed, with the parts of each property. */
final class Specification {
  private final FastTool tool;
  private final String module;
  private final Map<String, PropertyParts> properties;

  private Specification(FastTool tool, String module, Map<String, PropertyParts> properties) {
    this.tool = tool;
    this.module = module;
    this.properties = properties;
  }

  static Specification parse(
      ModelRequest request, Path standardModules, Path folder, Messages messages)
      throws TlcException {
    Path file = Path.of(request.module());
    String name = file.getFileName().toString().replaceFirst("\\.tla$", "");
    ModuleFiles files =
        new ModuleFiles(file, config(request, folder), request.libraries(), standardModules);
    FastTool tool;
    try {
      ToolIO.setUserDir(String.valueOf(file.toAbsolutePath().getParent()));
      tool = new FastTool("", name, ModuleFiles.CONFIG, files);
    } catch (ConfigFileException e) {
      throw new TlcException(TlcException.Kind.CONFIG, configError(request, e));
    } catch (RuntimeException e) {
      throw parseError(request, name, messages, e);
    }
    return new Specification(tool, name, properties(tool, request));
  }

  /** The configuration without what newer tools know and these do not, and no verdict needs. */
  private static Path config(ModelRequest request, Path folder) throws TlcException {
    Path file = Path.of(request.config());
    TlcConfig config = TlcConfig.read(file);
    TlcConfig known = config.without(Keyword.ALIAS).without(Keyword.POSTCONDITION);
    if (known.text().equals(config.text())) {
      return file;
    }
    Path copy = folder.resolve("Known.cfg");
    try {
      return Files.writeString(copy, known.text());
    } catch (IOException e) {
      throw new TlcException(
          TlcException.Kind.RESOURCE, "cannot write to " + folder + ": " + e.getMessage());
    }
  }

  private static TlcException parseError(
      ModelRequest request, String name, Messages messages, RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    // SANY reports on its own stream and returns; SpecProcessor then fails with "Parsing or
    // semantic analysis failed". Every other failure here comes of the configuration.
    if (message.contains("arsing")) {
      return new TlcException(TlcException.Kind.PARSE, messages.parseError(name));
    }
    return new TlcException(TlcException.Kind.CONFIG, configError(request, e));
  }

  private static String configError(ModelRequest request, RuntimeException e) {
    return Path.of(request.config()).getFileName()
        + ": "
        + Messages.oneLine(String.valueOf(e.getMessage()))
            .replace(ModuleFiles.CONFIG + ".cfg", "the file");
  }

  private static Map<String, PropertyParts> properties(FastTool tool, ModelRequest request)
      throws TlcException {
    Map<String, PropertyParts> all = new LinkedHashMap<>();
    for (Object each : names(tool.getModelConfig().getInvariants())) {
      String name = each.toString();
      OpDefNode definition = definition(tool, name);
      all.put(
          name,
          definition == null
              ? PropertyParts.trivial(tool)
              : PropertyParts.ofInvariant(
                  tool, new Action(definition.getBody(), Context.Empty, definition)));
    }
    for (Object each : names(tool.getModelConfig().getProperties())) {
      String name = each.toString();
      OpDefNode definition = definition(tool, name);
      all.put(
          name,
          definition == null
              ? PropertyParts.trivial(tool)
              : PropertyParts.ofProperty(tool, definition));
    }
    int inits = all.values().stream().mapToInt(p -> p.inits().size()).sum();
    int actions = all.values().stream().mapToInt(p -> p.actions().size()).sum();
    int temporals = all.values().stream().mapToInt(p -> p.temporals().size()).sum();
    if (inits != tool.getImpliedInits().length
        || actions != tool.getImpliedActions().length
        || temporals != tool.getImpliedTemporals().length) {
      throw new TlcException(
          TlcException.Kind.TOOLS,
          Path.of(request.config()).getFileName()
              + ": the properties were taken apart differently than TLC does; please report this"
              + " configuration, and use --engine process with --tla2tools meanwhile");
    }
    return all;
  }

  private static List<Object> names(Vect<?> names) {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      list.add(names.elementAt(i));
    }
    return list;
  }

  /** What a property's name stands for after overrides; null if for the constant TRUE. */
  private static @Nullable OpDefNode definition(FastTool tool, String name) {
    SymbolNode symbol =
        tool.getRootModule().getContext().getSymbol(UniqueString.uniqueStringOf(name));
    Object meaning = symbol == null ? null : tool.lookup(symbol, Context.Empty, false);
    return meaning instanceof OpDefNode definition ? definition : null;
  }

  FastTool tool() {
    return tool;
  }

  String module() {
    return module;
  }

  /** The parts of each property by its name, in the configuration's order. */
  Map<String, PropertyParts> properties() {
    return properties;
  }

  /** The state predicate of that name, if the module defines one. */
  Optional<Action> predicate(String name) {
    OpDefNode definition = tool.getRootModule().getOpDef(name);
    if (definition == null || definition.getArity() != 0) {
      return Optional.empty();
    }
    return Optional.of(new Action(definition.getBody(), Context.Empty, definition));
  }
}
