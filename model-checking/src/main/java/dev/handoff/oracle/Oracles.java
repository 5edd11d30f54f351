package dev.handoff.oracle;

import dev.handoff.spec.ManifestException;
import dev.handoff.spec.Model;
import dev.handoff.spec.ModelId;
import dev.handoff.spec.Specifications;
import dev.handoff.spec.Tier;
import dev.handoff.tlc.Evaluators;
import dev.handoff.tlc.ModelRequest;
import dev.handoff.tlc.Scratch;
import dev.handoff.tlc.TlaText;
import dev.handoff.tlc.TlcException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Opens oracles.
 *
 * <p>Thread-safe; an oracle is not. To close it takes the temporary files away; oracles that were
 * opened before go on working.
 */
public final class Oracles implements AutoCloseable {
  private final Scratch scratch;
  private final Specifications specifications;
  private final Evaluators evaluators;

  private Oracles(Scratch scratch, Specifications specifications) throws TlcException {
    this.scratch = scratch;
    this.specifications = specifications;
    this.evaluators = new Evaluators(scratch);
  }

  /**
   * Oracles for the kit's own specifications.
   *
   * @throws TlcException if they cannot be unpacked into the temporary folder
   */
  public static Oracles open() throws TlcException {
    Scratch scratch = Scratch.open();
    try {
      return new Oracles(scratch, Specifications.unpack(scratch.fresh("specifications-")));
    } catch (ManifestException | IOException e) {
      scratch.close();
      throw new TlcException(
          TlcException.Kind.RESOURCE, "the specifications cannot be unpacked: " + e.getMessage());
    }
  }

  /** Oracles for the specifications of a folder. */
  public static Oracles of(Specifications specifications) throws TlcException {
    return new Oracles(Scratch.open(), specifications);
  }

  /** The specifications. */
  public Specifications specifications() {
    return specifications;
  }

  /**
   * The oracle of a model.
   *
   * @throws TlcException of kind {@code CONFIG} if the manifest has no such model
   */
  public SpecOracle model(Tier tier, String id) throws TlcException {
    return model(find(tier, id));
  }

  /**
   * The model of that id.
   *
   * @throws TlcException of kind {@code CONFIG} if the manifest has no such model
   */
  public Model find(Tier tier, String id) throws TlcException {
    return ModelId.parse(id)
        .flatMap(parsed -> specifications.manifest().model(parsed, tier))
        .orElseThrow(
            () ->
                new TlcException(
                    TlcException.Kind.CONFIG,
                    "no model " + id + " in the tier " + tier + "; see 'list'"));
  }

  /** The oracle of a model. */
  public SpecOracle model(Model model) throws TlcException {
    return open(request(model));
  }

  /** What an engine is asked to run for a model; without witnesses, and without a limit. */
  public ModelRequest request(Model model) {
    Path folder = specifications.folder();
    return request(folder.resolve(model.module()), folder.resolve(model.config()), List.of(folder));
  }

  /**
   * The oracle of any specification.
   *
   * @param module the root module, a {@code .tla} file
   * @param config its configuration
   * @param libraries folders searched for modules after the root module's own
   */
  public SpecOracle specification(Path module, Path config, List<Path> libraries)
      throws TlcException {
    return open(request(module, config, libraries));
  }

  private SpecOracle open(ModelRequest request) throws TlcException {
    String name =
        String.valueOf(Path.of(request.module()).getFileName()).replaceFirst("\\.tla$", "");
    return new SpecOracle(name, evaluators.open(request, request.module()));
  }

  private static ModelRequest request(Path module, Path config, List<Path> libraries) {
    return new ModelRequest(
        module.toAbsolutePath().toString(),
        config.toAbsolutePath().toString(),
        libraries.stream().map(Path::toString).toList(),
        List.of(),
        0);
  }

  /**
   * The oracle of one of the kit's modules with constants of one's own.
   *
   * @param module its name
   * @param constants a value for each of its constants
   * @param properties the safety properties to be judged
   */
  public SpecOracle module(String module, Map<String, ?> constants, List<String> properties)
      throws TlcException {
    Map<String, String> texts = new LinkedHashMap<>();
    constants.forEach((name, value) -> texts.put(name, TlaText.expression(value)));
    return moduleOfTexts(module, texts, properties);
  }

  /**
   * The oracle of one of the kit's modules with constants of one's own.
   *
   * @param module its name
   * @param constants a TLA+ expression for each of its constants
   * @param properties the safety properties to be judged
   */
  public SpecOracle moduleOfTexts(
      String module, Map<String, String> constants, List<String> properties) throws TlcException {
    Path file = find(module);
    StringBuilder definitions = new StringBuilder();
    StringBuilder config = new StringBuilder("SPECIFICATION Spec\nCHECK_DEADLOCK FALSE\n");
    if (!constants.isEmpty()) {
      config.append("CONSTANTS\n");
    }
    constants.forEach(
        (name, text) -> {
          definitions.append("Given_" + name + " == " + text + "\n");
          config.append("  " + name + " <- Given_" + name + "\n");
        });
    if (!properties.isEmpty()) {
      config.append("INVARIANTS " + String.join(" ", properties) + "\n");
    }
    String root = module + "_Given";
    try {
      Path folder = scratch.fresh("module-");
      Path tla =
          Files.writeString(
              folder.resolve(root + ".tla"),
              "---- MODULE " + root + " ----\nEXTENDS " + module + "\n" + definitions + "====\n");
      Path cfg = Files.writeString(folder.resolve(root + ".cfg"), config);
      Path parent = file.resolveSibling("");
      return new SpecOracle(
          module,
          evaluators.open(
              request(tla, cfg, List.of(parent, specifications.folder())), file + " given"));
    } catch (IOException e) {
      throw new TlcException(
          TlcException.Kind.RESOURCE, "cannot write a temporary file: " + e.getMessage());
    }
  }

  private Path find(String module) throws TlcException {
    try (Stream<Path> files = Files.walk(specifications.folder(), 2)) {
      return files
          .filter(file -> file.endsWith(module + ".tla"))
          .findFirst()
          .orElseThrow(
              () ->
                  new TlcException(
                      TlcException.Kind.PARSE, "there is no module " + module + ".tla"));
    } catch (IOException e) {
      throw new TlcException(
          TlcException.Kind.RESOURCE,
          "cannot read " + specifications.folder() + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    scratch.close();
  }
}
