package dev.handoff.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  @Test
  void aKillAStallAndAFullDiskLeaveTheSumsExactAndThePromisesKept() {
    int exit =
        run(
            "demo",
            "--for",
            "6",
            "--rate",
            "600",
            "--seed",
            "7",
            "--kill",
            "v2@2",
            "--stall",
            "v3@3+1",
            "--fill-disk",
            "v1@4+1");

    assertThat(out.toString()).contains("The sums are exact, and every promise is kept.");
    assertThat(exit).isEqualTo(Exit.OK);
    assertThat(err.toString()).isEmpty();
    Matcher sums =
        Pattern.compile(
                "([\\d,]+) offered = ([\\d,]+) delivered \\+ ([\\d,]+) refused"
                    + " \\+ ([\\d,]+) returned \\+ ([\\d,]+) unknown")
            .matcher(out.toString());
    assertThat(sums.find()).isTrue();
    assertThat(number(sums, 2) + number(sums, 3) + number(sums, 4) + number(sums, 5))
        .isEqualTo(number(sums, 1));
    // The clients offered for five seconds whatever happened, and one of four was dead for three.
    assertThat(number(sums, 1)).isGreaterThan(2_500);
    assertThat(number(sums, 3)).isPositive();
    assertThat(number(sums, 2)).isPositive();
  }

  private static long number(Matcher matcher, int group) {
    return Long.parseLong(matcher.group(group).replace(",", ""));
  }

  @Test
  void theMetricsAreServedOnLoopbackWhileTheDemoRuns(@TempDir Path folder) throws Exception {
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(
            () ->
                run(
                    "demo",
                    "--for",
                    "2",
                    "--rate",
                    "200",
                    "--plain",
                    "--metrics",
                    "0",
                    "--folder",
                    folder.toString()));
    Pattern address = Pattern.compile("http://127.0.0.1:\\d+/metrics");
    Matcher found = address.matcher(out.toString());
    while (!found.find() && !exit.isDone()) {
      Thread.onSpinWait();
      found = address.matcher(out.toString());
    }

    HttpResponse<String> metrics =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(found.group())).build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.body()).contains("# TYPE handoff_fates_total counter");
    assertThat(exit.get(60, TimeUnit.SECONDS)).isEqualTo(Exit.OK);
    assertThat(folder.toFile().list()).contains("v1.db", "v2.db", "v3.db", "v4.db");
  }

  @Test
  void aSignalEndsTheSubmissionsAndTheSumsAreReported() throws Exception {
    Process demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.handoff.demo.Main",
                "demo",
                "--for",
                "600",
                "--plain",
                "--metrics",
                "0")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader reader = demo.inputReader(StandardCharsets.UTF_8)) {
      // The first line of the progress comes when the clients have submitted for some seconds.
      String line = reader.readLine();
      while (line != null && !line.contains(" offered ")) {
        line = reader.readLine();
      }
      assertThat(line).isNotNull();

      demo.toHandle().destroy(); // as Ctrl-C, but cannot be ignored by how this test was started

      assertThat(reader.lines()).anyMatch(each -> each.startsWith("The sums are exact"));
      assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      demo.destroyForcibly();
    }
  }

  @Test
  void aPortThatIsInUseIsOneLineAndThree() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

      int exit = run("demo", "--for", "1", "--metrics", "" + taken.getLocalPort());

      assertThat(exit).isEqualTo(Exit.TOOL);
      assertThat(err.toString().lines()).singleElement().asString().contains("in use");
    }
  }

  @Test
  void aFolderThatIsAFileIsOneLineAndThree(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    int exit = run("demo", "--for", "1", "--folder", file.toString());

    assertThat(exit).isEqualTo(Exit.TOOL);
    assertThat(err.toString().lines()).singleElement().asString().contains(file.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "demo --kill v9@1 | v1 to v4",
        "demo --kill v1 | PEER@SECONDS",
        "demo --kill v1@5+5 | for good",
        "demo --stall v1@-1 | PEER@SECONDS",
        "demo --rate 0 | --rate must be",
        "demo --for 0 | --for must be",
        "demo --for soon | 'soon'",
        "demo --metrics 70000 | --metrics must be",
        "demo --kill v1@1 --kill v2@1 --kill v3@1 --kill v4@1 | nothing to show",
        "demo --no-such-option | --no-such-option",
        "nonsense | nonsense"
      })
  void aWrongCommandLineIsOneLineAndTwo(String line, String says) {
    int exit = run(line.split(" "));

    assertThat(exit).isEqualTo(Exit.USAGE);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("handoff-node: ")
        .contains(says)
        .contains("--help");
  }

  @Test
  void noCommandIsOneLineAndTwo() {
    assertThat(run()).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains("name a command, such as demo");
  }

  @Test
  void helpTeachesByExamples() {
    assertThat(run("demo", "--help")).isZero();
    assertThat(out.toString()).contains("--kill v2@20 --stall v3@30").contains("Exit codes");
  }
}
