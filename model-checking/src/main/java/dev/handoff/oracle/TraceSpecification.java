package dev.handoff.oracle;

import dev.handoff.tlc.ModelRequest;
import dev.handoff.tlc.Printed;
import dev.handoff.tlc.Scratch;
import dev.handoff.tlc.TlaText;
import dev.handoff.tlc.TlcException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Traces as a specification for stock TLC: the second opinion on {@link TraceValidator}.
 *
 * <p>The module extends the traces' own with the events as a constant and two variables: which
 * trace is followed, and how many of its events were. A recorded step moves the position on, a
 * hidden one does not. TLC finds no error in a trace that it cannot follow, so that the verdict is
 * not its exit code but how far each trace was followed, which the specification prints.
 *
 * @param name the module's name
 * @param module its text
 * @param config its configuration
 */
public record TraceSpecification(String name, String module, String config) {
  private static final Pattern FOLLOWED = Pattern.compile("<<\"followed\", (\\d+), (\\d+)>>");

  /**
   * Writes the specification of traces that have one header.
   *
   * @param oracle for the module's signatures
   * @param domains for each parameter the set over which the module quantifies it, as a TLA+
   *     expression: by its name, or {@code Action.name} where an action differs
   * @throws TraceException if a trace does not fit the module
   */
  public static TraceSpecification of(
      List<TraceFile> traces, SpecOracle oracle, Map<String, String> domains)
      throws TraceException {
    TraceHeader header = traces.get(0).header();
    String name = "Trace_" + header.module();
    StringBuilder module = new StringBuilder();
    module.append("---- MODULE %s ----\n".formatted(name));
    module.append("EXTENDS %s, Naturals, Sequences, TLC\n".formatted(header.module()));
    module.append("VARIABLES TraceNumber, TracePosition\n\n");
    header
        .constants()
        .forEach((constant, text) -> module.append("Given_" + constant + " == " + text + "\n"));
    List<String> sequences = new ArrayList<>();
    List<String> observations = new ArrayList<>();
    Set<String> recorded = new LinkedHashSet<>();
    for (TraceFile trace : traces) {
      if (!trace.header().equals(header)) {
        throw new TraceException(
            trace.path(), 1, "has another header than " + traces.get(0).path());
      }
      List<String> events = new ArrayList<>();
      for (Expected event : Expected.all(trace, oracle)) {
        events.add(event(event));
        event.alternatives().forEach(each -> recorded.add(each.action()));
        if (!event.event().observations().isEmpty()) {
          observations.add(observed(sequences.size() + 1, event.event()));
        }
      }
      sequences.add("<<\n    " + String.join(",\n    ", events) + ">>");
    }
    module.append(
        """

        \\* An event: the actions that it may have been, each with the arguments that were observed.
        TraceEvents == <<
          %s>>

        TraceEvent == TraceEvents[TraceNumber][TracePosition + 1]
        TraceFits(action, parameter, value) ==
            parameter \\in DOMAIN TraceEvent[action] => TraceEvent[action][parameter] = value

        TraceObserved ==
            CASE %s
              [] OTHER -> TRUE

        TraceInit == Init /\\ TraceNumber \\in DOMAIN TraceEvents /\\ TracePosition = 0

        TraceNext ==
            /\\ UNCHANGED TraceNumber
            /\\ \\/ /\\ TracePosition < Len(TraceEvents[TraceNumber])
                  /\\ TracePosition' = TracePosition + 1
                  /\\ %s
                  /\\ TraceObserved
        """
            .formatted(
                String.join(",\n  ", sequences),
                observations.isEmpty() ? "FALSE -> TRUE" : String.join("\n      [] ", observations),
                recorded.stream()
                    .map(action -> "\\/ " + step(action, true, oracle, domains))
                    .collect(Collectors.joining("\n             "))));
    for (String hidden : header.hidden()) {
      module.append(
          "       \\/ UNCHANGED TracePosition /\\ " + step(hidden, false, oracle, domains) + "\n");
    }
    module.append(
        """

        \\* Never false: it prints when a trace was followed further than ever before.
        ASSUME \\A n \\in DOMAIN TraceEvents : TLCSet(n, 0)
        TraceFollowed ==
            IF TracePosition > TLCGet(TraceNumber)
            THEN TLCSet(TraceNumber, TracePosition) /\\ PrintT(<<"followed", TraceNumber, TracePosition>>)
            ELSE TRUE
        ====
        """);
    String constants =
        header.constants().keySet().stream()
            .map(constant -> "  " + constant + " <- Given_" + constant + "\n")
            .collect(Collectors.joining());
    return new TraceSpecification(
        name,
        module.toString(),
        "INIT TraceInit\nNEXT TraceNext\nCONSTRAINT TraceFollowed\nCHECK_DEADLOCK FALSE\n"
            + (constants.isEmpty() ? "" : "CONSTANTS\n" + constants));
  }

  // The field event_ makes it a record even without arguments; no parameter has such a name.
  private static String event(Expected event) {
    return event.alternatives().stream()
        .map(
            each ->
                each.action()
                    + " |-> [event_ |-> "
                    + event.event().seq()
                    + each.arguments().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(one -> ", " + one.getKey() + " |-> " + TlaText.of(one.getValue()))
                        .collect(Collectors.joining())
                    + "]")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String observed(int trace, TraceEvent event) {
    return "TraceNumber = %d /\\ TracePosition = %d -> %s"
        .formatted(
            trace,
            event.seq() - 1,
            event.observations().stream()
                .map(each -> "(" + each.path() + ")' = " + TlaText.of(each.value()))
                .collect(Collectors.joining(" /\\ ")));
  }

  private static String step(
      String action, boolean recorded, SpecOracle oracle, Map<String, String> domains) {
    List<String> parameters = oracle.action(action).orElseThrow().parameters();
    StringBuilder step = new StringBuilder();
    if (recorded) {
      step.append("\"" + action + "\" \\in DOMAIN TraceEvent /\\ ");
    }
    for (String parameter : parameters) {
      String domain = domains.getOrDefault(action + "." + parameter, domains.get(parameter));
      if (domain == null) {
        throw new IllegalArgumentException("no domain for " + parameter + " of " + action);
      }
      step.append("\\E " + parameter + " \\in " + domain + " : ");
      if (recorded) {
        step.append("TraceFits(\"%s\", \"%s\", %s) /\\ ".formatted(action, parameter, parameter));
      }
    }
    return step + action + (parameters.isEmpty() ? "" : "(" + String.join(", ", parameters) + ")");
  }

  /**
   * How far stock TLC follows each trace.
   *
   * @param specifications the folder with the modules
   * @param protocol the traces' protocol
   * @param scratch where the run writes
   * @param timeoutMillis how long it may take, in milliseconds
   * @throws TlcException if it could not be run
   */
  public Followed follow(Path specifications, String protocol, Scratch scratch, long timeoutMillis)
      throws TlcException {
    Path folder = scratch.fresh("trace-");
    Path tla = folder.resolve(name + ".tla");
    Path cfg = folder.resolve(name + ".cfg");
    try {
      Files.writeString(tla, module);
      Files.writeString(cfg, config);
    } catch (IOException e) {
      throw new TlcException(
          TlcException.Kind.RESOURCE, "cannot write to " + folder + ": " + e.getMessage());
    }
    Printed printed =
        Printed.run(
            new ModelRequest(
                tla.toString(),
                cfg.toString(),
                List.of(specifications.resolve(protocol).toString(), specifications.toString()),
                List.of(),
                timeoutMillis),
            scratch);
    List<Integer> events = new ArrayList<>();
    for (String line : printed.lines()) {
      Matcher matcher = FOLLOWED.matcher(line);
      if (matcher.find()) {
        int trace = Integer.parseInt(matcher.group(1));
        while (events.size() < trace) {
          events.add(0);
        }
        events.set(trace - 1, Math.max(events.get(trace - 1), Integer.parseInt(matcher.group(2))));
      }
    }
    return new Followed(events, printed.millis());
  }

  /**
   * How far traces were followed.
   *
   * @param events for each trace, how many of its events; a trace at the end of the list of which
   *     not even the first was followed may be missing
   * @param millis how long the run took, in milliseconds
   */
  public record Followed(List<Integer> events, long millis) {
    public Followed {
      events = Collections.unmodifiableList(new ArrayList<>(events));
    }

    /** How many events of that trace, counted from 0, were followed. */
    public int of(int trace) {
      return trace < events.size() ? events.get(trace) : 0;
    }
  }
}
