package dev.handoff.report;

import dev.handoff.check.Scorecard;
import dev.handoff.check.Scorecard.Cell;
import dev.handoff.spec.Model.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scorecards for machines: a row for each design, scenario and property. {@code traceLength} is
 * null unless the property is violated, {@code deep} unless there is a deeper model.
 */
public final class ScorecardJson {
  private ScorecardJson() {}

  /** The text of the file, with a line break at its end. */
  public static String text(List<Scorecard> scorecards) {
    return Json.text(
        scorecards.stream()
            .flatMap(scorecard -> scorecard.cells().stream())
            .map(ScorecardJson::row)
            .toList());
  }

  private static Map<String, @Nullable Object> row(Cell cell) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("protocol", cell.model().protocol());
    row.put("design", cell.model().design());
    row.put("scenario", cell.model().scenario());
    row.put("property", cell.property());
    row.put("result", cell.result().written());
    row.put("traceLength", cell.result() == Result.VIOLATED ? cell.traceLength() : null);
    row.put("deep", cell.deep().map(Result::written).orElse(null));
    cell.stopsHolding().ifPresent(bound -> row.put("stopsHolding", bound));
    if (!cell.why().isEmpty()) {
      row.put("why", cell.why());
    }
    return row;
  }
}
