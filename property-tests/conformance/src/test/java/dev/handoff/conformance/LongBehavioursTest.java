package dev.handoff.conformance;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/**
 * Other random behaviours each time, for as long as one says: {@code -Dhandoff.for=PT1H}, for each
 * module. jqwik counts what it offers; what was done is printed at the end.
 */
@Tag("full")
@PropertyDefaults(
    tries = LongBehavioursTest.ENOUGH,
    edgeCases = EdgeCasesMode.NONE,
    shrinking = ShrinkingMode.OFF)
class LongBehavioursTest extends RandomBehaviours {
  /** More than there is time for. */
  static final int ENOUGH = 1_000_000;

  private static final Duration TIME = Duration.parse(System.getProperty("handoff.for", "PT5S"));
  private static final Map<String, Long> STARTED = new ConcurrentHashMap<>();

  LongBehavioursTest() {
    super(System.nanoTime());
  }

  @Override
  boolean goesOn(String module) {
    long now = System.nanoTime();
    return now - STARTED.computeIfAbsent(module, name -> now) < TIME.toNanos();
  }
}
