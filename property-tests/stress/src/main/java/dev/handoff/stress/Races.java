package dev.handoff.stress;

import static java.util.stream.Collectors.joining;

import dev.handoff.seeded.Child;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.Runner;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.NodeType;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.vm.CompileMode;

/**
 * Runs the races, and says of each how often it ran and what came out. jcstress does the racing;
 * here is asked that every race that there is did run, and that nothing forbidden came out.
 *
 * <p>Exit codes: 0 if so, 1 if something forbidden came out, 2 for a mistake in the command, 3 if
 * fewer races ran than there are, or one of them broke.
 */
public final class Races {
  private static final int FORBIDDEN = 1;
  private static final int USAGE = 2;
  private static final int BROKEN = 3;

  private static final String PACKAGE = "dev.handoff.";

  private static final String HELP =
      """
      Races what threads share, with jcstress.

        Races short [PATTERN]    some seconds: as in every build
        Races more [PATTERN]     the same with more samples: the rarest of the seeded bugs need it
        Races long [PATTERN]     some minutes: each race in a process of its own, compiled by C2 only
        Races 3 [PATTERN]        the long one three times, each time with another compiler: C2,
                                 C2 with its instructions in random order, C1
        Races PT1H [PATTERN]     the same again and again, until the time is over
        Races --first ...        any of them, until the first race with an outcome that is
                                 forbidden: for whoever asks only whether there is one

      PATTERN is a regular expression that names of races contain, such as RequestQueue. The long
      one leaves what jcstress says in the working directory, in a folder jcstress-*.
      """;

  /**
   * Small strides: a sample is microseconds long, and not nanoseconds as jcstress expects, so that
   * in large ones few would be raced. Whoever waits for the other spins, which is what jcstress
   * does by itself: if it gave way, a busy machine would run the two in turn on one processor, many
   * times over, and they would hardly ever meet.
   */
  private static final List<String> ALWAYS =
      List.of("-af", "NONE", "-hs", "256", "-strideSize", "32", "-strideCount", "8");

  private static final List<String> SHORT = List.of("-iters", "1", "-time", "300");

  /** A race of the short run that has fewer samples is run again, but not for ever. */
  private static final long ENOUGH = 4_000;

  /** The same for the run with more. */
  private static final long MORE = 50_000;

  private static final int MOST_RUNS = 10;

  private static final List<String> LONG =
      List.of("-f", "1", "-fsm", "1", "-iters", "3", "-time", "500", "-sc", "false");

  /**
   * Of a jcstress that hangs, which it never did: a round takes two to five minutes, on a busy
   * machine more.
   */
  private static final Duration ROUND_LIMIT = Duration.ofHours(2);

  private static final String RESULTS = "jcstress-results-*";

  /** Who compiles the races of a round, and what its processes are told for it. */
  private record Compiler(String name, List<String> options) {
    private static final List<Compiler> ALL =
        List.of(
            new Compiler("C2", List.of("-XX:-TieredCompilation")),
            new Compiler(
                "C2 in random order",
                List.of(
                    "-XX:-TieredCompilation",
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:+StressLCM",
                    "-XX:+StressGCM")),
            new Compiler("C1", List.of("-XX:TieredStopAtLevel=1")));

    static Compiler of(int round) {
      return ALL.get(round % ALL.size());
    }
  }

  /** When the rounds are over. */
  private record Limit(int rounds, Duration time) {
    static Limit parse(String text) {
      return text.matches("[1-9]\\d{0,5}")
          ? new Limit(Integer.parseInt(text), Duration.ZERO)
          : new Limit(1, Duration.parse(text));
    }

    boolean isReached(int roundsDone, Duration elapsed) {
      return roundsDone >= rounds && elapsed.compareTo(time) >= 0;
    }
  }

  /** What a race with a forbidden outcome is to the others. */
  private enum Until {
    /** All are raced. */
    ALL,
    /** It is the last. */
    FIRST_FORBIDDEN
  }

  private static final String FIRST = "--first";

  private Races() {}

  /** Runs what the arguments say; see {@code --help}. */
  public static void main(String[] args) throws Exception {
    if (args.length == 1 && args[0].equals("--help")) {
      System.out.print(HELP);
      return;
    }
    System.exit(run(args));
  }

  private static int run(String[] all) throws Exception {
    Until until = all.length > 0 && all[0].equals(FIRST) ? Until.FIRST_FORBIDDEN : Until.ALL;
    String[] args = until == Until.ALL ? all : Arrays.copyOfRange(all, 1, all.length);
    if (args.length < 1 || args.length > 2) {
      return usage("how long?");
    }
    String pattern = args.length == 2 ? args[1] : "";
    List<String> races;
    try {
      Pattern wanted = Pattern.compile(pattern);
      races = TestList.tests().stream().filter(wanted.asPredicate()).sorted().toList();
    } catch (PatternSyntaxException e) {
      return usage("no regular expression: " + pattern);
    }
    if (races.isEmpty()) {
      return usage("no race is called " + pattern);
    }
    boolean isMore = args[0].equals("more");
    boolean isShort = isMore || args[0].equals("short");
    Limit limit = new Limit(1, Duration.ZERO);
    if (!isShort && !args[0].equals("long")) {
      try {
        limit = Limit.parse(args[0]);
      } catch (DateTimeParseException e) {
        return usage("neither short nor more nor long nor a number nor a time: " + args[0]);
      }
    }
    long begin = System.nanoTime();
    SortedMap<String, Outcome> outcomes = new TreeMap<>();
    long enough = isMore ? MORE : ENOUGH;
    int round = 0;
    Duration elapsed;
    do {
      for (List<String> some : until == Until.ALL ? List.of(races) : oneByOne(races)) {
        Map<String, Outcome> raced = isShort ? raceHere(some, enough) : raceApart(some, round);
        // A race that did not run in one of the rounds has not run.
        for (String race : some) {
          outcomes.merge(race, raced.getOrDefault(race, Outcome.NONE), Outcome::and);
        }
        if (until == Until.FIRST_FORBIDDEN
            && outcomes.values().stream().anyMatch(Outcome::isForbidden)) {
          return report(outcomes, races.size(), round + 1);
        }
      }
      round++;
      elapsed = Duration.ofNanos(System.nanoTime() - begin);
      if (!isShort) {
        progress(outcomes, round, elapsed);
      }
    } while (!limit.isReached(round, elapsed)
        && outcomes.values().stream().allMatch(Outcome::isSound));
    return report(outcomes, races.size(), round);
  }

  /** Whoever waits for hours hears of each round. */
  private static void progress(SortedMap<String, Outcome> outcomes, int rounds, Duration elapsed) {
    System.out.printf(
        Locale.ROOT,
        "round %d, %s, done after %d min: %d races, %,d samples so far%n",
        rounds,
        Compiler.of(rounds - 1).name(),
        elapsed.toMinutes(),
        outcomes.size(),
        outcomes.values().stream().mapToLong(Outcome::samples).sum());
  }

  private static List<List<String>> oneByOne(List<String> races) {
    return races.stream().map(List::of).toList();
  }

  private static int usage(String problem) {
    System.err.println("races: " + problem + "; --help says what there is");
    return USAGE;
  }

  /**
   * Runs each race in this process, with whatever its compilers have done so far: what jcstress
   * does in a process of its own, without the start of one for each.
   */
  private static Map<String, Outcome> raceHere(List<String> races, long enough) throws Exception {
    Options options = shortOptions();
    Map<String, Outcome> outcomes = new TreeMap<>();
    for (String race : races) {
      TestInfo info = TestList.getInfo(race);
      SchedulingClass anywhere =
          new SchedulingClass(AffinityMode.NONE, info.threads(), NodeType.PACKAGE);
      TestConfig config =
          new TestConfig(options, info, 0, List.of(), CompileMode.UNIFIED, anywhere);
      var raced = Class.forName(info.generatedRunner()).asSubclass(Runner.class);
      Runner<?> runner =
          raced.getConstructor(ForkedTestConfig.class).newInstance(new ForkedTestConfig(config));
      Outcome outcome = Outcome.of(runner.run(), config);
      // A machine with much else to do gets more time, not fewer samples.
      for (int i = 1; i < MOST_RUNS && outcome.isSound() && outcome.samples() < enough; i++) {
        outcome = outcome.and(Outcome.of(runner.run(), config));
      }
      outcomes.put(race, outcome);
    }
    return outcomes;
  }

  /**
   * Has jcstress run each race in a process of its own. jcstress is in one too, a new one for each
   * round: it adds up what it is told, and would do again what the rounds before had it do.
   */
  private static Map<String, Outcome> raceApart(List<String> races, int round) throws Exception {
    Path reports = Files.createTempDirectory(Path.of("").toAbsolutePath(), "jcstress-");
    List<String> program = new ArrayList<>(List.of("org.openjdk.jcstress.Main"));
    program.addAll(ALWAYS);
    program.addAll(LONG);
    // What a race unpacks does not stay behind elsewhere.
    String temporary = "-Djava.io.tmpdir=" + reports;
    for (String option : Compiler.of(round).options()) {
      program.addAll(List.of("-jvmArgs", option));
    }
    program.addAll(List.of("-jvmArgs", temporary));
    String names = races.stream().map(Pattern::quote).collect(joining("|", "^(", ")$"));
    program.addAll(List.of("-r", reports.toString(), "-t", names));
    Child jcstress = new Child(Child.ownClassPath(), List.of("-Xmx1g", temporary), program);
    Child.Ended ended = jcstress.run(reports, ROUND_LIMIT);
    if (!ended.exit().equals(OptionalInt.of(0))) {
      System.out.println("jcstress did not end as it should: " + ended.log());
      return Map.of();
    }
    InProcessCollector collector = new InProcessCollector();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(reports, RESULTS)) {
      for (Path results : all) {
        DiskReadCollector reader = new DiskReadCollector(results.toString(), collector);
        try {
          reader.dump();
        } finally {
          reader.close();
        }
      }
    }
    Map<String, Outcome> outcomes = new TreeMap<>();
    for (TestResult result : collector.getTestResults()) {
      outcomes.merge(result.getName(), Outcome.of(result), Outcome::and);
    }
    return outcomes;
  }

  private static Options shortOptions() throws IOException {
    List<String> arguments = new ArrayList<>(ALWAYS);
    arguments.addAll(SHORT);
    Options options = new Options(arguments.toArray(String[]::new));
    PrintStream out = System.out;
    try {
      // jcstress has no other way to be quiet.
      System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
      if (!options.parse()) {
        throw new IllegalStateException("jcstress takes these options for mistakes: " + arguments);
      }
    } finally {
      System.setOut(out);
    }
    return options;
  }

  private static int report(SortedMap<String, Outcome> outcomes, int races, int rounds) {
    long samples = 0;
    int sound = 0;
    int forbidden = 0;
    for (Map.Entry<String, Outcome> race : outcomes.entrySet()) {
      Outcome outcome = race.getValue();
      samples += outcome.samples();
      System.out.printf(
          Locale.ROOT,
          "%-46s %,12d  %s%n",
          race.getKey().substring(PACKAGE.length()),
          outcome.samples(),
          outcome.allowed());
      if (outcome.isForbidden()) {
        forbidden++;
        System.out.printf("  FORBIDDEN: %s%n", outcome.forbidden());
      } else if (outcome.isSound()) {
        sound++;
      } else {
        System.out.println("  did not run, or broke");
      }
    }
    System.out.printf(
        Locale.ROOT,
        "races: %d of %d sound, %d with an outcome that is forbidden; rounds: %d, samples: %,d%n",
        sound,
        races,
        forbidden,
        rounds,
        samples);
    if (forbidden > 0) {
      return FORBIDDEN;
    }
    return sound < races ? BROKEN : 0;
  }
}
