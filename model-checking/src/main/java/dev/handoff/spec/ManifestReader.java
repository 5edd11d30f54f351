package dev.handoff.spec;

import dev.handoff.spec.Claim.Form;
import dev.handoff.spec.Claim.Own;
import dev.handoff.spec.Claim.Question;
import dev.handoff.spec.Claim.Verdict;
import dev.handoff.spec.Model.Expectation;
import dev.handoff.spec.Model.Pins;
import dev.handoff.spec.Model.Result;
import dev.handoff.spec.Protocol.Design;
import dev.handoff.spec.Protocol.Kind;
import dev.handoff.spec.Protocol.Property;
import dev.handoff.spec.Protocol.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads a manifest, and refuses one that is not well formed: a field that is missing or unknown, a
 * name outside its vocabulary, an entry that occurs twice, a property without a verdict, a file
 * that is not there.
 */
final class ManifestReader {
  /** A type invariant has no premise, so nothing could bear witness to it. */
  private static final String TYPE_INVARIANT = "TypeOK";

  private final Path folder;
  private final Map<String, Protocol> protocols = new LinkedHashMap<>();
  private final List<Model> models = new ArrayList<>();
  private final List<Mutant> mutants = new ArrayList<>();

  private ManifestReader(Path folder) {
    this.folder = folder;
  }

  /** Reads the manifest of a folder. */
  static Manifest read(Path folder) throws ManifestException {
    JsonNode root = JsonNode.read(folder.resolve(Manifest.FILE_NAME));
    return new ManifestReader(folder).manifest(root);
  }

  private Manifest manifest(JsonNode root) throws ManifestException {
    root.allowOnly("schema", "protocols", "models", "mutants", "claims");
    JsonNode schema = root.get("schema");
    if (schema.whole(Integer.MAX_VALUE) != Manifest.SCHEMA) {
      throw schema.error("this version reads schema " + Manifest.SCHEMA + " only");
    }
    for (JsonNode node : root.get("protocols").list()) {
      Protocol protocol = protocol(node);
      unique(protocols.keySet(), protocol.name(), node.get("name"));
      protocols.put(protocol.name(), protocol);
    }
    Set<String> modelKeys = new HashSet<>();
    for (JsonNode node : root.get("models").list()) {
      Model model = model(node);
      unique(modelKeys, model.id() + " in the " + model.tier() + " tier", node.get("id"));
      modelKeys.add(model.id() + " in the " + model.tier() + " tier");
      models.add(model);
    }
    Set<String> mutantKeys = new HashSet<>();
    for (JsonNode node : root.get("mutants").list()) {
      Mutant mutant = mutant(node);
      unique(mutantKeys, mutant.id(), node.get("id"));
      mutantKeys.add(mutant.id());
      mutants.add(mutant);
    }
    List<Claim> claims = new ArrayList<>();
    Set<String> claimKeys = new HashSet<>();
    for (JsonNode node : root.get("claims").list()) {
      Claim claim = claim(node);
      unique(claimKeys, claim.id(), node.get("id"));
      claimKeys.add(claim.id());
      claims.add(claim);
    }
    return new Manifest(List.copyOf(protocols.values()), models, mutants, claims);
  }

  private static void unique(Set<String> known, String name, JsonNode node)
      throws ManifestException {
    if (known.contains(name)) {
      throw node.error("duplicate: " + name + " is there already");
    }
  }

  private static Protocol protocol(JsonNode node) throws ManifestException {
    node.allowOnly("name", "title", "reference", "designs", "scenarios", "properties");
    List<Design> designs = new ArrayList<>();
    List<Scenario> scenarios = new ArrayList<>();
    List<Property> properties = new ArrayList<>();
    Set<String> designNames = new HashSet<>();
    for (JsonNode each : node.get("designs").list()) {
      each.allowOnly("name", "title");
      designs.add(new Design(name(each, designNames), each.get("title").text()));
    }
    Set<String> scenarioNames = new HashSet<>();
    for (JsonNode each : node.get("scenarios").list()) {
      each.allowOnly("name", "title");
      scenarios.add(new Scenario(name(each, scenarioNames), each.get("title").text()));
    }
    Set<String> propertyNames = new HashSet<>();
    for (JsonNode each : node.get("properties").list()) {
      properties.add(property(each, propertyNames));
    }
    return new Protocol(
        part(node.get("name")),
        node.get("title").text(),
        node.get("reference").text(),
        designs,
        scenarios,
        properties);
  }

  private static Property property(JsonNode node, Set<String> names) throws ManifestException {
    node.allowOnly("name", "kind", "title", "witness");
    String name = name(node, names);
    Optional<JsonNode> witness = node.find("witness");
    if (witness.isEmpty() && !name.equals(TYPE_INVARIANT)) {
      throw node.error(
          "field \"witness\" is missing; only " + TYPE_INVARIANT + " has no premise to witness");
    }
    return new Property(
        name,
        node.get("kind").oneOf(Kind.values()),
        node.get("title").text(),
        witness.isEmpty() ? Optional.empty() : Optional.of(witness.get().text()));
  }

  private static String name(JsonNode node, Set<String> names) throws ManifestException {
    String name = part(node.get("name"));
    unique(names, name, node.get("name"));
    names.add(name);
    return name;
  }

  private static String part(JsonNode node) throws ManifestException {
    String text = node.text();
    if (!text.matches("\\w+")) {
      throw node.error("is \"" + text + "\"; allowed: letters, digits and underscores");
    }
    return text;
  }

  private Model model(JsonNode node) throws ManifestException {
    node.allowOnly(
        "id",
        "tier",
        "module",
        "config",
        "distinct",
        "depth",
        "actions",
        "witnesses",
        "properties");
    ModelId id = modelId(node.get("id"));
    Protocol protocol = protocolOf(id);
    return new Model(
        id,
        node.get("tier").oneOf(Tier.values()),
        file(node.get("module")),
        file(node.get("config")),
        new Pins(
            node.get("distinct").whole(Long.MAX_VALUE),
            (int) node.get("depth").whole(Integer.MAX_VALUE),
            names(node.get("actions"), Optional.empty(), ""),
            names(
                node.get("witnesses"),
                Optional.of(protocol.witnesses()),
                "no property of " + protocol.name() + " has the witness ")),
        expectations(node.get("properties"), protocol));
  }

  private ModelId modelId(JsonNode node) throws ManifestException {
    String text = node.text();
    ModelId id =
        ModelId.parse(text)
            .orElseThrow(() -> node.error("is \"" + text + "\", must be protocol/Design/Scenario"));
    if (!protocols.containsKey(id.protocol())) {
      throw node.error(
          "no protocol \""
              + id.protocol()
              + "\"; there are: "
              + String.join(", ", protocols.keySet()));
    }
    Protocol protocol = protocolOf(id);
    List<String> designs = protocol.designs().stream().map(Design::name).toList();
    requireKnown(node, protocol.name() + " has no design ", id.design(), designs);
    List<String> scenarios = protocol.scenarios().stream().map(Scenario::name).toList();
    requireKnown(node, protocol.name() + " has no scenario ", id.scenario(), scenarios);
    return id;
  }

  private Protocol protocolOf(ModelId id) {
    Protocol protocol = protocols.get(id.protocol());
    if (protocol == null) {
      throw new IllegalStateException("not checked: " + id);
    }
    return protocol;
  }

  private static void requireKnown(JsonNode node, String problem, String name, List<String> known)
      throws ManifestException {
    if (!known.contains(name)) {
      throw node.error(problem + "\"" + name + "\"; it has: " + String.join(", ", known));
    }
  }

  private static SortedSet<String> names(
      JsonNode node, Optional<List<String>> vocabulary, String problem) throws ManifestException {
    SortedSet<String> names = new TreeSet<>();
    for (JsonNode each : node.list()) {
      String name = each.text();
      unique(names, name, each);
      if (vocabulary.isPresent()) {
        requireKnown(each, problem, name, vocabulary.get());
      }
      names.add(name);
    }
    return Collections.unmodifiableSortedSet(names);
  }

  private static List<Expectation> expectations(JsonNode node, Protocol protocol)
      throws ManifestException {
    List<Expectation> expectations = new ArrayList<>();
    Set<String> listed = new HashSet<>();
    for (JsonNode each : node.list()) {
      Expectation expectation = expectation(each, protocol);
      unique(listed, expectation.property(), each.get("name"));
      listed.add(expectation.property());
      expectations.add(expectation);
    }
    for (Property property : protocol.properties()) {
      if (!listed.contains(property.name())) {
        throw node.error(
            "property "
                + property.name()
                + " of "
                + protocol.name()
                + " is not listed; say holds, violated, or notApplicable with the reason");
      }
    }
    return expectations;
  }

  private static Expectation expectation(JsonNode node, Protocol protocol)
      throws ManifestException {
    node.allowOnly("name", "result", "traceLength", "why", "stopsHolding");
    String name = node.get("name").text();
    requireKnown(
        node.get("name"),
        protocol.name() + " has no property ",
        name,
        protocol.properties().stream().map(Property::name).toList());
    Result result = node.get("result").oneOf(Result.values());
    Optional<JsonNode> traceLength = node.find("traceLength");
    if (traceLength.isPresent() && result != Result.VIOLATED) {
      throw traceLength.get().error("a property that is not violated has no trace");
    }
    Optional<JsonNode> why = node.find("why");
    if (why.isEmpty() && result != Result.HOLDS) {
      throw node.error("field \"why\" is missing; a property that is " + result + " needs it");
    }
    return new Expectation(
        name,
        result,
        traceLength.isEmpty() ? 0 : (int) traceLength.get().whole(Integer.MAX_VALUE),
        why.isEmpty() ? "" : why.get().text(),
        stopsHolding(node, result));
  }

  private static Optional<String> stopsHolding(JsonNode node, Result result)
      throws ManifestException {
    Optional<JsonNode> bound = node.find("stopsHolding");
    if (bound.isEmpty()) {
      return Optional.empty();
    }
    if (result != Result.HOLDS) {
      throw bound.get().error("a property that is " + result + " has nothing to stop");
    }
    return Optional.of(bound.get().text());
  }

  private Mutant mutant(JsonNode node) throws ManifestException {
    node.allowOnly("id", "file", "replace", "with", "model", "noticedBy", "equivalent", "why");
    ModelId id = modelId(node.get("model"));
    Model model = standard(node, id);
    if (node.get("replace").lines().isEmpty()) {
      throw node.get("replace").error("is empty; name the lines to replace");
    }
    Optional<JsonNode> equivalent = node.find("equivalent");
    if (node.get("noticedBy").list().isEmpty() == equivalent.isEmpty()) {
      throw node.get("noticedBy")
          .error(
              equivalent.isEmpty()
                  ? "is empty; some property must notice the mutant, or \"equivalent\" say why none"
                      + " can"
                  : "must be empty; no property can notice an equivalent mutant");
    }
    for (JsonNode each : node.get("noticedBy").list()) {
      List<String> run =
          model.expectations().stream()
              .filter(expectation -> expectation.result() == Result.HOLDS)
              .map(Expectation::property)
              .toList();
      requireKnown(each, "there holds in " + id + " no property ", each.text(), run);
    }
    return new Mutant(
        node.get("id").text(),
        file(node.get("file")),
        node.get("replace").lines(),
        node.get("with").lines(),
        id,
        node.get("noticedBy").lines(),
        equivalent.isEmpty() ? Optional.empty() : Optional.of(equivalent.get().text()),
        node.get("why").text());
  }

  private Model standard(JsonNode node, ModelId id) throws ManifestException {
    return models.stream()
        .filter(each -> each.id().equals(id) && each.tier() == Tier.STANDARD)
        .findFirst()
        .orElseThrow(() -> node.error("model: no model " + id + " in the standard tier"));
  }

  private Claim claim(JsonNode node) throws ManifestException {
    node.allowOnly("id", "statement", "verdict", "condition", "why", "questions");
    String id = node.get("id").text();
    if (!id.matches("\\w+/[\\w-]+")) {
      throw node.get("id").error("is \"" + id + "\", must be report/name-of-the-claim");
    }
    Verdict verdict = node.get("verdict").oneOf(Verdict.values());
    Optional<JsonNode> condition = node.find("condition");
    if (condition.isPresent() != (verdict == Verdict.CONFIRMED_UNDER_CONDITION)) {
      throw node.error(
          "field \"condition\" is for the verdict "
              + Verdict.CONFIRMED_UNDER_CONDITION.written()
              + ", and only for that");
    }
    List<Question> questions = new ArrayList<>();
    for (JsonNode each : node.get("questions").list()) {
      questions.add(question(each));
    }
    if (questions.isEmpty() != (verdict == Verdict.OUT_OF_REACH)) {
      throw node.get("questions")
          .error("a claim is decided by questions, or " + Verdict.OUT_OF_REACH.written());
    }
    return new Claim(
        id,
        node.get("statement").text(),
        verdict,
        condition.isEmpty() ? Optional.empty() : Optional.of(condition.get().text()),
        node.get("why").text(),
        questions);
  }

  private Question question(JsonNode node) throws ManifestException {
    node.allowOnly("model", "property", "result", "traceLength", "kind", "asks");
    ModelId id = modelId(node.get("model"));
    Optional<Expectation> cell = standard(node, id).expectation(node.get("property").text());
    Result result = node.get("result").oneOf(Result.values());
    if (result == Result.NOT_APPLICABLE) {
      throw node.get("result").error("a question that does not apply decides nothing");
    }
    if (cell.isEmpty()) {
      return new Question(id, node.get("property").text(), result, Optional.of(own(node, result)));
    }
    for (String superfluous : List.of("traceLength", "kind", "asks")) {
      if (node.find(superfluous).isPresent()) {
        throw node.error(
            "field \"" + superfluous + "\" is not for a property that the model lists itself");
      }
    }
    if (cell.get().result() != result) {
      throw node.get("result")
          .error("is " + result + ", but the model says " + cell.get().result());
    }
    return new Question(id, node.get("property").text(), result, Optional.empty());
  }

  private static Own own(JsonNode node, Result result) throws ManifestException {
    Optional<JsonNode> length = node.find("traceLength");
    if (length.isPresent() && result != Result.VIOLATED) {
      throw length.get().error("a property that is not violated has no trace");
    }
    return new Own(
        node.get("asks").text(),
        node.get("kind").oneOf(Form.values()),
        length.isEmpty() ? 0 : (int) length.get().whole(Integer.MAX_VALUE));
  }

  private String file(JsonNode node) throws ManifestException {
    String text = node.text();
    Path file = folder.resolve(text).normalize();
    if (!file.startsWith(folder.normalize())) {
      throw node.error("\"" + text + "\" lies outside the manifest's folder");
    }
    if (!java.nio.file.Files.isRegularFile(file)) {
      throw node.error("no such file: " + file);
    }
    return text;
  }
}
