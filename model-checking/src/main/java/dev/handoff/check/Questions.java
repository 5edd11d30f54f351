package dev.handoff.check;

import dev.handoff.spec.Claim;
import dev.handoff.spec.Claim.Form;
import dev.handoff.spec.Claim.Question;
import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model;
import dev.handoff.spec.ModelId;
import dev.handoff.spec.Specifications;
import dev.handoff.spec.Tier;
import dev.handoff.tlc.Engine;
import dev.handoff.tlc.ModelRequest;
import dev.handoff.tlc.TlcConfig;
import dev.handoff.tlc.TlcException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks models what claims depend on: one run a model, of all questions to it and of no more. */
public final class Questions {
  private Questions() {}

  /** The questions of those claims, by the model that they are put to. */
  public static Map<Model, Set<Question>> byModel(Manifest manifest, List<Claim> claims) {
    Map<Model, Set<Question>> questions = new LinkedHashMap<>();
    for (Claim claim : claims) {
      for (Question question : claim.questions()) {
        questions
            .computeIfAbsent(model(manifest, question.model()), m -> new LinkedHashSet<>())
            .add(question);
      }
    }
    return questions;
  }

  private static Model model(Manifest manifest, ModelId id) {
    return manifest.model(id, Tier.STANDARD).orElseThrow();
  }

  /**
   * The job that asks.
   *
   * @param model of the standard tier
   * @param questions what it is asked
   * @param folder an empty one, for the configuration
   * @throws TlcException if the model's configuration cannot be read
   * @throws IOException if the configuration cannot be written
   */
  public static Job job(
      Specifications specifications,
      Model model,
      Set<Question> questions,
      Path folder,
      Engine engine,
      Duration timeout)
      throws TlcException, IOException {
    Job job = Jobs.of(specifications, model, engine, timeout);
    Path config = folder.resolve("Claims.cfg");
    Files.writeString(config, config(Path.of(job.request().config()), questions));
    ModelRequest request =
        new ModelRequest(
            job.request().module(),
            config.toString(),
            job.request().libraries(),
            List.of(),
            job.request().timeoutMillis());
    return new Job(job.label(), request, job.weight(), engine);
  }

  private static String config(Path original, Set<Question> questions) throws TlcException {
    Set<String> names = questions.stream().map(Question::property).collect(Collectors.toSet());
    String text = TlcConfig.read(original).withChecks(check -> names.contains(check.name())).text();
    return text
        + listed("INVARIANTS", Form.SAFETY, questions)
        + listed("PROPERTIES", Form.LIVENESS, questions);
  }

  private static String listed(String keyword, Form form, Set<Question> questions) {
    String names =
        questions.stream()
            .filter(question -> question.own().filter(own -> own.form() == form).isPresent())
            .map(Question::property)
            .distinct()
            .collect(Collectors.joining(" "));
    return names.isEmpty() ? "" : "\n" + keyword + " " + names + "\n";
  }
}
