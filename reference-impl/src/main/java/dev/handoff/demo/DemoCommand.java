package dev.handoff.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Runs four validators, and shows that everything that was offered has exactly one fate. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts four validators, v1 to v4, in one process on loopback, with real stores and real"
          + " sockets: clients submit transactions, batches are stored, signed and certified, votes"
          + " travel, commits fan out. At the end, offered = delivered + refused + returned +"
          + " unknown must hold exactly, and every batch that was signed must be in its store."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  handoff-node demo --for 60 --rate 2000 --kill v2@20 --stall v3@30",
      "  handoff-node demo --fill-disk v1@5+10 --metrics 9100",
      "  handoff-node demo --seed 42 --folder /tmp/stores --plain",
      "",
      "Exit codes: 0 the sums are exact and the promises kept; 1 they are not; 2 usage;",
      "3 the demo could not run. Ctrl-C ends the submissions, drains, and reports."
    })
final class DemoCommand implements Callable<Integer> {
  private static final Duration REPORTING = Duration.ofSeconds(40);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "How long the clients submit. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Transactions a second, of all clients together. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of payloads, session names and jitter. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--kill",
      paramLabel = "PEER@SECONDS",
      converter = FaultConverter.class,
      description = "A validator dies, for good; may be repeated.")
  private List<FaultPlan> kills = new ArrayList<>();

  @Option(
      names = "--stall",
      paramLabel = "PEER@SECONDS[+SECONDS]",
      converter = FaultConverter.class,
      description = "A validator stops reading, for 5 seconds or as given; may be repeated.")
  private List<FaultPlan> stalls = new ArrayList<>();

  @Option(
      names = "--fill-disk",
      paramLabel = "PEER@SECONDS[+SECONDS]",
      converter = FaultConverter.class,
      description = "A validator's store is full, for 5 seconds or as given; may be repeated.")
  private List<FaultPlan> fullDisks = new ArrayList<>();

  @Option(
      names = "--metrics",
      paramLabel = "PORT",
      description = "Serves the counters on loopback for Prometheus, at /metrics.")
  private Optional<Integer> metricsPort = Optional.empty();

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where the stores are, and stay. Default: a temporary folder.")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--plain",
      description = "Plain TCP between the validators. Default: mutual TLS 1.3.")
  private boolean plain;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    DemoSettings settings = settings();
    boolean terminal = isTerminal();
    Demo demo = new Demo(settings, report -> show(out, report, terminal));
    CountDownLatch ended = new CountDownLatch(1);
    Thread onInterrupt =
        new Thread(
            () -> {
              demo.interrupt();
              try {
                ended.await(REPORTING.toSeconds(), TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      DemoReport report = run(demo, settings, out);
      out.print((terminal ? "\r\033[K" : "") + DemoText.of(report));
      out.printf(
          "%s%n",
          report.isGood()
              ? "The sums are exact, and every promise is kept."
              : "THIS IS WRONG; repeat it with --seed " + settings.seed());
      out.flush();
      return report.isGood() ? Exit.OK : Exit.WRONG;
    } finally {
      ended.countDown();
      removeHook(onInterrupt);
    }
  }

  private static DemoReport run(Demo demo, DemoSettings settings, PrintWriter out)
      throws IOException, InterruptedException {
    if (settings.metricsPort().isEmpty()) {
      return demo.run();
    }
    try (MetricsServer server =
        new MetricsServer(settings.metricsPort().getAsInt(), demo.counters())) {
      out.printf("metrics: http://127.0.0.1:%d/metrics%n", server.port());
      out.flush();
      return demo.run();
    }
  }

  private DemoSettings settings() {
    require(seconds >= 1 && seconds <= 86_400, "--for must be 1 to 86400 seconds");
    require(rate >= 1 && rate <= 1_000_000, "--rate must be 1 to 1000000 a second");
    require(
        metricsPort.isEmpty() || (metricsPort.get() >= 0 && metricsPort.get() <= 65_535),
        "--metrics must be a port, 0 to 65535; 0 is any that is free");
    for (FaultPlan kill : kills) {
      require(kill.lasting().isZero(), "--kill is for good: PEER@SECONDS, without +SECONDS");
    }
    require(
        kills.stream().map(FaultPlan::peer).distinct().count() < Demo.PEERS.size(),
        "--kill of every validator leaves nothing to show");
    return new DemoSettings(
        Duration.ofSeconds(seconds),
        rate,
        seed,
        kills,
        stalls,
        fullDisks,
        metricsPort.map(OptionalInt::of).orElse(OptionalInt.empty()),
        folder,
        plain ? DemoSettings.Transport.PLAIN : DemoSettings.Transport.TLS);
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  /** On a terminal one line that is written over; else a line each five seconds. */
  private static void show(PrintWriter out, DemoReport report, boolean terminal) {
    if (terminal) {
      out.print("\r\033[K" + DemoText.line(report));
    } else if (report.elapsedMillis() / 1000 % 5 == 0) {
      out.println(DemoText.line(report));
    }
    out.flush();
  }

  /** System.console() says nothing of the output alone, and on newer JDKs nothing at all. */
  private static boolean isTerminal() throws InterruptedException {
    try {
      return new ProcessBuilder("/bin/sh", "-c", "[ -t 1 ]").inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false; // no shell, as on Windows
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends because of Ctrl-C: the hook has done its work.
    }
  }

  /** Reads a plan; picocli says what is wrong with it. */
  private static final class FaultConverter implements ITypeConverter<FaultPlan> {
    @Override
    public FaultPlan convert(String value) {
      try {
        return FaultPlan.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
