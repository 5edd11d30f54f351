package dev.handoff.spec;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.handoff.spec.Claim.Question;
import dev.handoff.spec.Model.Expectation;
import dev.handoff.spec.Model.Result;
import dev.handoff.spec.Protocol.Property;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes a manifest in its one layout: a line for each name, model head and verdict, so that a
 * change of one verdict is a change of one line.
 */
final class ManifestWriter {
  private ManifestWriter() {}

  /** The text of a manifest; reading it gives the same manifest. */
  static String text(Manifest manifest) {
    return "{ \"schema\": "
        + Manifest.SCHEMA
        + ",\n  \"protocols\": "
        + block("  ", manifest.protocols(), ManifestWriter::protocol)
        + ",\n  \"models\": "
        + block("  ", manifest.models(), ManifestWriter::model)
        + ",\n  \"mutants\": "
        + block("  ", manifest.mutants(), ManifestWriter::mutant)
        + ",\n  \"claims\": "
        + block("  ", manifest.claims(), ManifestWriter::claim)
        + "\n}\n";
  }

  private static String protocol(Protocol protocol) {
    return "{ \"name\": "
        + quoted(protocol.name())
        + ", \"title\": "
        + quoted(protocol.title())
        + ", \"reference\": "
        + quoted(protocol.reference())
        + ",\n      \"designs\": "
        + block("      ", protocol.designs(), each -> titled(each.name(), each.title()))
        + ",\n      \"scenarios\": "
        + block("      ", protocol.scenarios(), each -> titled(each.name(), each.title()))
        + ",\n      \"properties\": "
        + block("      ", protocol.properties(), ManifestWriter::property)
        + " }";
  }

  private static String titled(String name, String title) {
    return "{\"name\": " + quoted(name) + ", \"title\": " + quoted(title) + "}";
  }

  private static String property(Property property) {
    return "{\"name\": "
        + quoted(property.name())
        + ", \"kind\": "
        + quoted(property.kind().written())
        + ", \"title\": "
        + quoted(property.title())
        + property.witness().map(witness -> ", \"witness\": " + quoted(witness)).orElse("")
        + "}";
  }

  private static String model(Model model) {
    return "{ \"id\": "
        + quoted(model.id().toString())
        + ", \"tier\": "
        + quoted(model.tier().written())
        + ", \"module\": "
        + quoted(model.module())
        + ", \"config\": "
        + quoted(model.config())
        + ",\n      \"distinct\": "
        + model.pins().distinct()
        + ", \"depth\": "
        + model.pins().depth()
        + ",\n      \"actions\": "
        + names(model.pins().actions())
        + ",\n      \"witnesses\": "
        + names(model.pins().witnesses())
        + ",\n      \"properties\": "
        + block("      ", model.expectations(), ManifestWriter::expectation)
        + " }";
  }

  private static String expectation(Expectation expectation) {
    return "{\"name\": "
        + quoted(expectation.property())
        + ", \"result\": "
        + quoted(expectation.result().written())
        + (expectation.result() == Result.VIOLATED
            ? ", \"traceLength\": " + expectation.traceLength()
            : "")
        + (expectation.why().isEmpty() ? "" : ", \"why\": " + quoted(expectation.why()))
        + optional("stopsHolding", expectation.stopsHolding())
        + "}";
  }

  private static String mutant(Mutant mutant) {
    return "{ \"id\": "
        + quoted(mutant.id())
        + ", \"file\": "
        + quoted(mutant.file())
        + ",\n      \"replace\": "
        + names(mutant.replace())
        + ",\n      \"with\": "
        + names(mutant.with())
        + ",\n      \"model\": "
        + quoted(mutant.model().toString())
        + ", \"noticedBy\": "
        + names(mutant.noticedBy())
        + optional("equivalent", mutant.equivalent())
        + ",\n      \"why\": "
        + quoted(mutant.why())
        + " }";
  }

  private static String claim(Claim claim) {
    return "{ \"id\": "
        + quoted(claim.id())
        + ", \"verdict\": "
        + quoted(claim.verdict().written())
        + ",\n      \"statement\": "
        + quoted(claim.statement())
        + claim
            .condition()
            .map(condition -> ",\n      \"condition\": " + quoted(condition))
            .orElse("")
        + ",\n      \"why\": "
        + quoted(claim.why())
        + ",\n      \"questions\": "
        + block("      ", claim.questions(), ManifestWriter::question)
        + " }";
  }

  private static String question(Question question) {
    return "{\"model\": "
        + quoted(question.model().toString())
        + ", \"property\": "
        + quoted(question.property())
        + ", \"result\": "
        + quoted(question.result().written())
        + question
            .own()
            .map(
                own ->
                    (question.result() == Result.VIOLATED
                            ? ", \"traceLength\": " + own.traceLength()
                            : "")
                        + ", \"kind\": "
                        + quoted(own.form().written())
                        + ", \"asks\": "
                        + quoted(own.asks()))
            .orElse("")
        + "}";
  }

  private static String optional(String name, Optional<String> text) {
    return text.map(each -> ", " + quoted(name) + ": " + quoted(each)).orElse("");
  }

  private static <T> String block(String indent, List<T> items, Function<T, String> text) {
    if (items.isEmpty()) {
      return "[]";
    }
    return items.stream()
        .map(text)
        .collect(
            Collectors.joining(",\n" + indent + "  ", "[\n" + indent + "  ", "\n" + indent + "]"));
  }

  private static String names(Collection<String> names) {
    return names.stream().map(ManifestWriter::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String quoted(String text) {
    try {
      return JSON.std.asString(text);
    } catch (IOException e) {
      throw new UncheckedIOException("a string could not be written as JSON", e);
    }
  }
}
