package dev.handoff.matrix;

import static java.util.Objects.requireNonNull;
import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;
import static org.junit.platform.engine.discovery.PackageNameFilter.excludePackageNames;
import static org.junit.platform.engine.discovery.PackageNameFilter.includePackageNames;
import static org.junit.platform.launcher.EngineFilter.includeEngines;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.Filter;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the tests of one layer that concern one protocol, until the first that fails.
 *
 * <p>Exit codes: 0 all passed, 1 one failed (the last line names it), 3 there was none to run.
 */
public final class LayerMain {
  static final int CAUGHT = 1;
  static final int NOTHING_RAN = 3;

  /** Begins the line that names the test that failed. */
  static final String BY = "caught by ";

  private static final List<String> PROTOCOLS =
      List.of("fanout", "persistence", "shutdown", "delivery");

  /** The vocabulary of the kit: what every protocol is made of. */
  private static final String SHARED = "dev\\.handoff\\.[A-Z]\\w*";

  private LayerMain() {}

  /**
   * Runs a {@link Layer}, for a protocol, with an {@link Effort}; of its tests, those whose classes
   * this file names, if one is given.
   */
  public static void main(String[] args) throws Exception {
    Layer layer = Layer.valueOf(args[0]);
    String protocol = args[1];
    Effort effort = Effort.valueOf(args[2]);
    ClassNameFilter reaching = args.length > 3 ? in(Path.of(args[3])) : FilterResult::included;
    Tests tests = new Tests();
    tests.watch(layer.patience());
    Filter<?> engines =
        layer == Layer.JQWIK ? includeEngines("jqwik") : includeEngines("junit-jupiter");
    for (LauncherDiscoveryRequestBuilder request : requests(layer, protocol)) {
      request.filters(
          includeClassNamePatterns(".*Test"),
          // It looks at the class path, on which all modules are here.
          excludeClassNamePatterns(".*\\.ArchitectureTest"),
          reaching,
          tags(layer, effort),
          engines);
      LauncherFactory.create().execute(request.build(), tests);
    }
    System.out.println(tests.passed + " tests passed");
    System.exit(tests.passed == 0 ? NOTHING_RAN : 0);
  }

  private static ClassNameFilter in(Path file) throws IOException {
    Set<String> names = Set.copyOf(Files.readAllLines(file));
    return name -> FilterResult.includedIf(names.contains(name));
  }

  private static Filter<?> tags(Layer layer, Effort effort) {
    // Lincheck's tests are the same in every profile: more of each scenario is tried.
    return effort == Effort.VERIFY || layer == Layer.LINCHECK
        ? TagFilter.excludeTags("full", "campaign", "mutation")
        : TagFilter.includeTags("full");
  }

  private static List<LauncherDiscoveryRequestBuilder> requests(Layer layer, String protocol)
      throws Exception {
    String own = "dev.handoff." + protocol;
    return switch (layer) {
      case UNIT ->
          List.of(
              // The likeliest to notice first: the protocol's own, what all share, the adapters.
              tests("dev.handoff.GuardTest").filters(includePackageNames(own)),
              tests("dev.handoff.GuardTest").filters(includeClassNamePatterns(SHARED)),
              tests("dev.handoff.GuardTest")
                  .filters(excludePackageNames(protocols()), excludeClassNamePatterns(SHARED)));
      case REPLAY ->
          List.of(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(of("dev.handoff.conformance.ReplayTest")));
      case JQWIK ->
          List.of(
              tests("dev.handoff.conformance.ReplayTest")
                  .filters(includePackageNames(own, "dev.handoff.conformance"))
                  .filters(behavioursOf(protocol)));
      case TRACES ->
          List.of(
              tests("dev.handoff.conformance.ReplayTest")
                  .filters(includePackageNames(own), includeClassNamePatterns(".*TraceTest"))
                  .filters(excludePackageNames(own + ".flawed")));
      case LINCHECK ->
          List.of(
              tests("dev.handoff.LoopLincheckTest").filters(includePackageNames(own)),
              tests("dev.handoff.LoopLincheckTest").filters(includeClassNamePatterns(SHARED)));
      case JCSTRESS -> throw new IllegalArgumentException("jcstress has a program of its own");
    };
  }

  private static List<String> protocols() {
    return PROTOCOLS.stream().map(each -> "dev.handoff." + each).toList();
  }

  /** All tests that stand where this one does. */
  private static LauncherDiscoveryRequestBuilder tests(String one) throws Exception {
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(selectClasspathRoots(Set.of(home(Class.forName(one)))));
  }

  private static Path home(Class<?> one) throws URISyntaxException {
    return Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static DiscoverySelector of(String one) throws ClassNotFoundException {
    return selectClass(Class.forName(one));
  }

  /** Random behaviours are a property for each module, of that name. */
  private static PostDiscoveryFilter behavioursOf(String protocol) {
    List<String> modules =
        switch (protocol) {
          case "fanout" -> List.of("commitFanOut");
          case "persistence" -> List.of("batchPersistence");
          case "shutdown" -> List.of("peerShutdown");
          case "delivery" -> List.of("peerDelivery", "peerIsolation", "voteQuorum");
          default -> throw new IllegalArgumentException("no protocol is called " + protocol);
        };
    return test ->
        FilterResult.includedIf(
            !test.getUniqueId().toString().contains("BehavioursTest")
                || !test.isTest()
                || modules.stream().anyMatch(each -> test.getUniqueId().toString().contains(each)));
  }

  /** Counts what passes, and ends the process at the first failure: nobody needs the rest. */
  private static final class Tests implements TestExecutionListener {
    private final AtomicReference<Running> running = new AtomicReference<>(Running.none());
    private int passed;

    /** What runs, and since when. */
    private record Running(String name, long sinceNanos) {
      static Running none() {
        return of("what comes before the first test");
      }

      static Running of(String name) {
        return new Running(name, System.nanoTime());
      }
    }

    /** Ends the process when one test takes longer than this. */
    void watch(Duration patience) {
      ScheduledExecutorService watch =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "watch");
                thread.setDaemon(true);
                return thread;
              });
      var ignored = watch.scheduleWithFixedDelay(() -> end(patience), 1, 1, TimeUnit.SECONDS);
    }

    private void end(Duration patience) {
      Running now = requireNonNull(running.get());
      if (System.nanoTime() - now.sinceNanos() > patience.toNanos()) {
        System.out.println(
            BY + now.name() + ": hangs: no end after " + patience.toSeconds() + " s");
        System.out.flush();
        Runtime.getRuntime().halt(CAUGHT);
      }
    }

    @Override
    public void executionStarted(TestIdentifier test) {
      running.set(Running.of(name(test)));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      running.set(Running.of("what comes behind " + name(test)));
      if (result.getStatus() != Status.FAILED) {
        passed += result.getStatus() == Status.SUCCESSFUL && test.isTest() ? 1 : 0;
        return;
      }
      List<String> said = new ArrayList<>();
      said.add(name(test));
      result
          .getThrowable()
          .ifPresent(
              thrown -> {
                thrown.printStackTrace(System.out);
                said.add(
                    String.valueOf(thrown.getMessage())
                        .strip()
                        .lines()
                        .findFirst()
                        .orElse("")
                        .strip());
              });
      System.out.println(BY + String.join(": ", said));
      System.out.flush();
      Runtime.getRuntime().halt(CAUGHT);
    }

    private static String name(TestIdentifier test) {
      Optional<TestSource> source = test.getSource();
      if (source.isPresent() && source.get() instanceof MethodSource method) {
        return simple(method.getClassName()) + "." + method.getMethodName();
      }
      return source.isPresent() && source.get() instanceof ClassSource type
          ? simple(type.getClassName())
          : test.getDisplayName();
    }

    private static String simple(String className) {
      return className.substring(className.lastIndexOf('.') + 1);
    }
  }
}
