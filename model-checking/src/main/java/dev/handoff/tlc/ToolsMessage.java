package dev.handoff.tlc;

/**
 * A message of the tools, out of the frames that they print with {@code -tool}.
 *
 * @param code its number; numbers keep their meaning across versions
 * @param severity its class
 * @param text its text, which differs between versions
 */
record ToolsMessage(int code, int severity, String text) {
  /** A message about an error, or about a violated property. */
  static final int ERROR = 1;

  /** A warning. */
  static final int WARNING = 3;

  /** A state of a trace. */
  static final int STATE = 4;

  static final int GENERAL = 1000;
  static final int OUT_OF_MEMORY = 1001;
  static final int OUT_OF_MEMORY_INITIAL = 1002;
  static final int OUT_OF_MEMORY_LIVENESS = 1003;
  static final int WRONG_COMMAND_LINE = 1102;
  static final int INITIAL_STATE = 2102;
  static final int NESTED_EXPRESSION = 2103;
  static final int ASSUMPTION_FALSE = 2104;
  static final int INVARIANT_VIOLATED_INITIAL = 2107;
  static final int PROPERTY_VIOLATED_INITIAL = 2108;
  static final int INVARIANT_VIOLATED = 2110;
  static final int ACTION_PROPERTY_VIOLATED = 2112;
  static final int DEADLOCK = 2114;
  static final int TEMPORAL_PROPERTY_VIOLATED = 2116;
  static final int NO_INITIAL_STATE = 2118;
  static final int ERROR_STATE = 2120;
  static final int BEHAVIOR = 2121;
  static final int BACK_TO_STATE = 2122;
  static final int NOT_A_STATE_PREDICATE = 2146;
  static final int STARTING = 2185;
  static final int FINISHED = 2186;
  static final int SUCCESS = 2193;
  static final int DEPTH = 2194;
  static final int STATISTICS = 2199;
  static final int PROGRESS = 2200;
  static final int PARSING_FAILED = 2171;
  static final int STATE_IN_TRACE = 2217;
  static final int STUTTERING = 2218;
  static final int SANY_END = 2219;
  static final int SANY_START = 2220;
  static final int CONFIG_FIRST = 2222;
  static final int CONFIG_LAST = 2245;
  static final int TAUTOLOGY = 2253;
  static final int VERSION = 2262;
  static final int COUNTEREXAMPLE = 2264;
  static final int CONFIG_UNDEFINED = 2280;
  static final int CONFIG_NOT_CONSTANT = 2281;
  static final int GARBAGE_COLLECTOR = 2401;
  static final int ACTION_COVERAGE = 2772;
  static final int PARSING_FAILED_EARLY = 3002;
  static final int CONFIG_FILE_FIRST = 5001;
  static final int CONFIG_FILE_LAST = 5006;

  /** Whether it says, or accompanies, that something is violated: a verdict, not a failure. */
  boolean isVerdict() {
    return switch (code) {
      case ASSUMPTION_FALSE,
          INVARIANT_VIOLATED_INITIAL,
          PROPERTY_VIOLATED_INITIAL,
          INVARIANT_VIOLATED,
          ACTION_PROPERTY_VIOLATED,
          DEADLOCK,
          TEMPORAL_PROPERTY_VIOLATED,
          ERROR_STATE,
          BEHAVIOR,
          COUNTEREXAMPLE ->
          true;
      default -> false;
    };
  }

  /** The first line of the text. */
  String firstLine() {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
  }
}
