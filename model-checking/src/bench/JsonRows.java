import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The parts of two JSON files that compare-with-stock-tlc needs, as rows of tab-separated text: of
 * a manifest, {@code id module config} of each model of the standard tier; of {@code check --json},
 * {@code id millis distinct violated}, the last a list such as {@code safety:NotSolved,...}.
 *
 * <p>Run as source, with handoff.jar on the class path.
 */
final class JsonRows {
  private JsonRows() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, Object> document = JSON.std.mapFrom(new File(arguments[1]));
    for (Object each : (List<?>) document.get("models")) {
      Map<?, ?> model = (Map<?, ?>) each;
      if (arguments[0].equals("manifest")) {
        if ("standard".equals(model.get("tier"))) {
          row(model.get("id"), model.get("module"), model.get("config"));
        }
      } else {
        StringBuilder violated = new StringBuilder();
        for (Object one : (List<?>) model.get("properties")) {
          Map<?, ?> property = (Map<?, ?>) one;
          if ("violated".equals(property.get("result"))) {
            violated.append(violated.isEmpty() ? "" : ",");
            violated.append(property.get("kind")).append(':').append(property.get("name"));
          }
        }
        row(
            model.get("id"),
            model.get("millis"),
            model.get("distinct"),
            violated.isEmpty() ? "-" : violated);
      }
    }
  }

  private static void row(Object... cells) {
    StringBuilder row = new StringBuilder();
    for (Object cell : cells) {
      row.append(row.isEmpty() ? "" : "\t").append(cell);
    }
    System.out.println(row);
  }
}
