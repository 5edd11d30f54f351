package dev.handoff.check;

import dev.handoff.spec.Manifest;
import dev.handoff.spec.Model;
import dev.handoff.spec.Model.Expectation;
import dev.handoff.spec.Model.Result;
import dev.handoff.spec.ModelId;
import dev.handoff.spec.Protocol;
import dev.handoff.spec.Tier;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;

/**
 * Every design of a protocol in every scenario, judged by every property.
 *
 * @param protocol whose designs they are
 * @param cells by design, then scenario, then property, in the protocol's order
 */
public record Scorecard(Protocol protocol, List<Cell> cells) {
  public Scorecard {
    cells = List.copyOf(cells);
  }

  /**
   * The verdict on one design in one scenario by one property, in the standard tier.
   *
   * @param model the design and the scenario
   * @param property the property's name
   * @param result the verdict
   * @param traceLength states of the shortest counterexample; 0 unless violated
   * @param why the story of the counterexample, or why the property does not apply; may be empty
   * @param deep the verdict that is pinned for the deep tier
   * @param stopsHolding the larger bound at which it stops holding, if one is known
   */
  public record Cell(
      ModelId model,
      String property,
      Result result,
      int traceLength,
      String why,
      Optional<Result> deep,
      Optional<String> stopsHolding) {
    /** What a page calls it: {@code Acknowledged/Crash/AllOrNone}. */
    public String name() {
      return model.design() + "/" + model.scenario() + "/" + property;
    }
  }

  /**
   * What a design's scenarios say of one property together.
   *
   * @param judged in how many scenarios the property applies
   * @param violated in how many of those it is violated
   * @param shortest the states of the shortest counterexample; 0 if none is violated
   * @param stopsHolding whether a verdict that it holds is known to end at some bound
   */
  public record Summary(int judged, int violated, int shortest, boolean stopsHolding) {}

  /**
   * The scorecard of the manifest's verdicts; a check holds them to be what the models show.
   *
   * @param manifest whose models must cover every design and scenario
   */
  public static Scorecard of(Manifest manifest, Protocol protocol) {
    List<Cell> cells = new ArrayList<>();
    for (Protocol.Design design : protocol.designs()) {
      for (Protocol.Scenario scenario : protocol.scenarios()) {
        ModelId id = new ModelId(protocol.name(), design.name(), scenario.name());
        manifest.model(id, Tier.STANDARD).ifPresent(model -> cells.addAll(cells(manifest, model)));
      }
    }
    return new Scorecard(protocol, cells);
  }

  private static List<Cell> cells(Manifest manifest, Model model) {
    Optional<Model> deep = manifest.model(model.id(), Tier.DEEP);
    return manifest.protocolOf(model).properties().stream()
        .flatMap(property -> model.expectation(property.name()).stream())
        .map(
            each ->
                new Cell(
                    model.id(),
                    each.property(),
                    each.result(),
                    each.traceLength(),
                    each.why(),
                    deep.flatMap(there -> there.expectation(each.property()))
                        .map(Expectation::result),
                    each.stopsHolding()))
        .toList();
  }

  /** The cell of a name such as {@code Acknowledged/Crash/AllOrNone}. */
  public Optional<Cell> cell(String name) {
    return cells.stream().filter(cell -> cell.name().equals(name)).findFirst();
  }

  /** The cell of a design in a scenario. */
  public Optional<Cell> cell(String design, String scenario, String property) {
    return cell(design + "/" + scenario + "/" + property);
  }

  /** What all scenarios say of a property of a design. */
  public Summary summary(String design, String property) {
    List<Cell> own =
        cells.stream()
            .filter(cell -> cell.model().design().equals(design))
            .filter(cell -> cell.property().equals(property))
            .filter(cell -> cell.result() != Result.NOT_APPLICABLE)
            .toList();
    IntSummaryStatistics lengths =
        own.stream()
            .filter(cell -> cell.result() == Result.VIOLATED)
            .mapToInt(Cell::traceLength)
            .summaryStatistics();
    return new Summary(
        own.size(),
        (int) lengths.getCount(),
        lengths.getCount() == 0 ? 0 : lengths.getMin(),
        own.stream().anyMatch(cell -> cell.stopsHolding().isPresent()));
  }
}
