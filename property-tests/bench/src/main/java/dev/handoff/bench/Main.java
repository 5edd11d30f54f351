package dev.handoff.bench;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks whose names match, and prints each as a ratio to the baselines of the same
 * run. Exits with 1 if nothing ran; a ratio below its aim is reported, and is no failure: the
 * machine may be busy.
 */
public final class Main {
  /** What is compared with what: methods of one benchmark class, at equal parameters. */
  private record Comparison(String benchmark, String subject, String baseline, double aim) {}

  private static final List<Comparison> COMPARISONS =
      List.of(
          new Comparison("FanOutBenchmark", "commitFanOut", "asFound", 1.0),
          new Comparison("StoreBenchmark", "batchStore", "rawSqlite", 0.9),
          new Comparison("StoreBenchmark", "batchStore", "fileChannel", 0),
          new Comparison("WireBenchmark", "outboundConnection", "rawSocket", 0.9),
          new Comparison("WireBenchmark", "outboundConnection", "netty", 1.0),
          new Comparison("WireBenchmark", "session", "unacknowledged", 0.7));

  private Main() {}

  /** Runs the benchmarks that the regular expressions select. */
  public static void main(String[] patterns) throws Exception {
    boolean ran = false;
    if (select(patterns, ConformanceBenchmark.class)) {
      ConformanceBenchmark.run();
      ran = true;
    }
    OptionsBuilder options = new OptionsBuilder();
    for (String pattern : patterns) {
      options.include(pattern);
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    if (results.isEmpty() && !ran) {
      System.err.println("no benchmark matches " + List.of(patterns));
      System.exit(1);
    }
    if (!results.isEmpty()) {
      print(results);
    }
  }

  private static boolean select(String[] patterns, Class<?> benchmark) {
    return Stream.of(patterns)
        .anyMatch(pattern -> Pattern.compile(pattern).matcher(benchmark.getName()).find());
  }

  private static void print(Collection<RunResult> results) {
    Map<String, RunResult> byName = new LinkedHashMap<>();
    results.forEach(result -> byName.put(name(result.getParams()), result));
    System.out.printf("%n%-64s %14s %10s%n", "benchmark", "items/s", "error");
    byName.forEach(
        (name, result) ->
            System.out.printf(
                "%-64s %,14.0f %9.0f%%%n",
                name, score(result), 100 * error(result) / score(result)));
    System.out.printf("%n%-64s %10s %6s%n", "ratio", "reached", "aim");
    for (Comparison comparison : COMPARISONS) {
      byName.forEach(
          (name, result) -> {
            String subject = "%s.%s".formatted(comparison.benchmark(), comparison.subject());
            if (name.equals(subject) || name.startsWith(subject + " ")) {
              String parameters = name.substring(subject.length());
              String baseline =
                  "%s.%s%s".formatted(comparison.benchmark(), comparison.baseline(), parameters);
              Optional.ofNullable(byName.get(baseline))
                  .ifPresent(
                      other ->
                          System.out.printf(
                              "%-64s %9.2fx %6s%n",
                              name + " to " + comparison.baseline(),
                              score(result) / score(other),
                              comparison.aim() == 0 ? "" : "%.1fx".formatted(comparison.aim())));
            }
          });
    }
  }

  private static double score(RunResult result) {
    return result.getPrimaryResult().getScore();
  }

  private static double error(RunResult result) {
    return result.getPrimaryResult().getScoreError();
  }

  private static String name(BenchmarkParams params) {
    String method = params.getBenchmark();
    int dot = method.lastIndexOf('.', method.lastIndexOf('.') - 1);
    StringBuilder name = new StringBuilder(method.substring(dot + 1));
    params.getParamsKeys().stream()
        .sorted()
        .forEach(key -> name.append(' ').append(key).append('=').append(params.getParam(key)));
    return name.toString();
  }
}
