package dev.handoff.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What became of each mutant, as PIT's XML says it.
 *
 * <p>Immutable.
 *
 * @param outcomes the mutants in the order of the code, with PIT's word for what became of them
 */
record MutationReport(Map<Mutant, Outcome> outcomes) {
  /**
   * What became of one mutant.
   *
   * @param status PIT's word for it
   * @param isDetected whether that counts for the score
   */
  record Outcome(String status, boolean isDetected) {}

  private record Found(
      String type,
      String method,
      String mutator,
      String edit,
      int line,
      int index,
      Outcome outcome) {}

  static MutationReport read(Path xml) throws IOException {
    List<Found> found = new ArrayList<>();
    try (InputStream in = Files.newInputStream(xml)) {
      NodeList mutations =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(in)
              .getElementsByTagName("mutation");
      for (int i = 0; i < mutations.getLength(); i++) {
        if (mutations.item(i) instanceof Element mutation) {
          found.add(found(mutation));
        }
      }
    } catch (SAXException | ParserConfigurationException e) {
      throw new IOException("%s is not what PIT writes".formatted(xml), e);
    }
    found.sort(
        Comparator.comparing(Found::type)
            .thenComparingInt(Found::line)
            .thenComparingInt(Found::index));
    Map<Mutant, Integer> seen = new HashMap<>();
    Map<Mutant, Outcome> outcomes = new LinkedHashMap<>();
    for (Found one : found) {
      Mutant alike = Mutant.of(one.type(), one.method(), one.mutator(), one.edit(), 0);
      int place = seen.merge(alike, 1, Integer::sum);
      outcomes.put(
          Mutant.of(one.type(), one.method(), one.mutator(), one.edit(), place), one.outcome());
    }
    return new MutationReport(outcomes);
  }

  private static Found found(Element mutation) {
    return new Found(
        text(mutation, "mutatedClass"),
        text(mutation, "mutatedMethod"),
        text(mutation, "mutator"),
        text(mutation, "description"),
        Integer.parseInt(text(mutation, "lineNumber")),
        Integer.parseInt(text(mutation, "index")),
        new Outcome(
            mutation.getAttribute("status"), mutation.getAttribute("detected").equals("true")));
  }

  private static String text(Element parent, String name) {
    return parent.getElementsByTagName(name).item(0).getTextContent();
  }

  /** Returns how many mutants count as detected, in percent. */
  double score() {
    long detected = outcomes.values().stream().filter(Outcome::isDetected).count();
    return 100.0 * detected / outcomes.size();
  }

  /** Returns how many mutants the tests had no end with. */
  long timedOut() {
    return outcomes.values().stream()
        .filter(outcome -> outcome.status().equals("TIMED_OUT"))
        .count();
  }
}
