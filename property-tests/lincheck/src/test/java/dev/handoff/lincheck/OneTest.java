package dev.handoff.lincheck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * The program that runs one test class: in a JVM of its own, where a weakened class comes first.
 */
final class OneTest {
  static final int PASSED = 0;
  static final int FAILED = 1;

  /** No test was found, or one was not run. */
  static final int NOT_RUN = 2;

  private OneTest() {}

  /** Runs the test class of that name, and ends with one of the exit codes above. */
  public static void main(String... names) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request().selectors(selectClass(names[0])).build(), listener);
    TestExecutionSummary summary = listener.getSummary();
    summary.getFailures().forEach(failure -> System.out.println(failure.getException()));
    System.exit(exitCode(summary));
  }

  private static int exitCode(TestExecutionSummary summary) {
    if (summary.getTotalFailureCount() > 0) {
      return FAILED;
    }
    boolean allRan = summary.getTestsSucceededCount() == summary.getTestsFoundCount();
    return allRan && summary.getTestsFoundCount() > 0 ? PASSED : NOT_RUN;
  }
}
