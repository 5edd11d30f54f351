package dev.handoff.report;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.handoff.oracle.SpecState;
import dev.handoff.oracle.StateGraph;
import dev.handoff.oracle.StateGraph.Edge;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a state graph for other programs, a line for each state and each step. */
public final class GraphExport {
  private GraphExport() {}

  /** A form. */
  public enum Format {
    /** For Graphviz. */
    DOT,
    /** One object: the states with their values, and the steps between them. */
    JSON
  }

  /**
   * Writes a graph.
   *
   * @param id the model's name
   * @param out is not closed
   */
  public static void write(StateGraph graph, String id, Format format, Appendable out)
      throws IOException {
    if (format == Format.DOT) {
      dot(graph, id, out);
    } else {
      json(graph, id, out);
    }
  }

  private static void dot(StateGraph graph, String id, Appendable out) throws IOException {
    out.append("digraph ").append(quoted(id)).append(" {\n");
    out.append("  node [shape=box, fontname=\"monospace\"];\n");
    for (int i = 0; i < graph.size(); i++) {
      StringBuilder label = new StringBuilder();
      graph.state(i).text().forEach((name, value) -> label.append(name + " = " + value + "\n"));
      out.append("  " + i + " [label=" + quoted(label.toString()));
      out.append(i < graph.initialStates() ? ", style=bold];\n" : "];\n");
    }
    for (int from = 0; from < graph.size(); from++) {
      for (Edge edge : graph.edges(from)) {
        out.append("  " + edge.from() + " -> " + edge.to());
        out.append(" [label=" + quoted(edge.step().label()) + "];\n");
      }
    }
    out.append("}\n");
  }

  // A line ends with \l, which also aligns it to the left.
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\l") + '"';
  }

  private static void json(StateGraph graph, String id, Appendable out) throws IOException {
    out.append("{\"id\": " + JSON.std.asString(id) + ",\n");
    out.append("\"states\": [");
    for (int i = 0; i < graph.size(); i++) {
      out.append(i == 0 ? "\n" : ",\n").append(JSON.std.asString(state(graph, i)));
    }
    out.append("],\n\"steps\": [");
    String separator = "\n";
    for (int from = 0; from < graph.size(); from++) {
      for (Edge edge : graph.edges(from)) {
        out.append(separator).append(JSON.std.asString(step(edge)));
        separator = ",\n";
      }
    }
    out.append("]}\n");
  }

  private static Map<String, Object> state(StateGraph graph, int number) {
    SpecState state = graph.state(number);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("state", number);
    object.put("initial", number < graph.initialStates());
    Map<String, Object> values = new LinkedHashMap<>();
    state.variables().forEach((name, value) -> values.put(name, Json.value(value)));
    object.put("values", values);
    return object;
  }

  private static Map<String, Object> step(Edge edge) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("from", edge.from());
    object.put("action", edge.step().action());
    Map<String, Object> arguments = new LinkedHashMap<>();
    edge.step().arguments().forEach((name, value) -> arguments.put(name, Json.value(value)));
    object.put("arguments", arguments);
    object.put("to", edge.to());
    return object;
  }
}
