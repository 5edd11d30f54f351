package dev.handoff.lincheck;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.PeerId;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.verifier.LinearizabilityVerifier;
import org.jetbrains.lincheck.datastructures.verifier.Verifier;
import org.jetbrains.lincheck.util.LoggingLevel;

/**
 * A check of one class by Lincheck: a few operations on a few threads, in one interleaving after
 * the other, each with results that its sequential specification must be able to give as well, in
 * some order of the operations.
 *
 * <p>The operations of a scenario are written as they are called, but for the parentheses: {@code
 * "offer 1"}. Each is written down, for a reason; Lincheck could make some up, which have none.
 *
 * <p>Immutable.
 */
public final class Interleavings {
  /** How many interleavings of a scenario are tried; fewer if there are no more. */
  private static final int INVOCATIONS = Integer.getInteger("handoff.interleavings", 1000);

  /** How the collections and streams of the library are seen. */
  private enum Library {
    ONE_STEP_EACH,
    LOOKED_INTO
  }

  private static final Duration HANGS_AFTER = Duration.ofMinutes(5);

  private static final String LOCK = ReentrantLock.class.getName();

  /** What never waits. */
  private static final Set<String> LOCK_STEPS =
      Set.of("tryLock", "unlock", "isHeldByCurrentThread");

  /** What cannot change, and what the scenarios themselves have. */
  private static final Set<String> NEVER_LOOKED_INTO =
      Set.of(
          Bytes.class.getName(),
          Digest.class.getName(),
          PeerId.class.getName(),
          TasksByHand.Tasks.class.getName(),
          MemoryStore.Records.class.getName());

  private final Class<?> operations;
  private final Class<?> specification;
  private final List<ExecutionScenario> scenarios;
  private final Library library;
  private final Set<String> oneStepEach;

  private Interleavings(
      Class<?> operations,
      Class<?> specification,
      List<ExecutionScenario> scenarios,
      Library library,
      Set<String> oneStepEach) {
    this.operations = operations;
    this.specification = specification;
    this.scenarios = scenarios;
    this.library = library;
    this.oneStepEach = oneStepEach;
  }

  /** Returns a check without a scenario; both classes have the methods that scenarios name. */
  public static Interleavings of(Class<?> operations, Class<?> specification) {
    return new Interleavings(
        operations, specification, List.of(), Library.ONE_STEP_EACH, NEVER_LOOKED_INTO);
  }

  /** Returns the operations of one thread, or of what comes before or after all of them. */
  public static List<String> thread(String... operations) {
    return List.of(operations);
  }

  /** Adds a scenario: what comes first, two threads, and what is asked when both have ended. */
  public Interleavings scenario(
      List<String> first, List<String> one, List<String> other, List<String> last) {
    List<ExecutionScenario> more = new ArrayList<>(scenarios);
    more.add(
        new ExecutionScenario(
            actors(first), List.of(actors(one), actors(other)), actors(last), null));
    return new Interleavings(operations, specification, more, library, oneStepEach);
  }

  /** Looks into the collections of the library as well, for who uses one without its guard. */
  public Interleavings withinTheLibrary() {
    return new Interleavings(
        operations, specification, scenarios, Library.LOOKED_INTO, oneStepEach);
  }

  /**
   * Does not look into these classes, which are not thread-safe, and used under the guard of the
   * class that is checked: each call is one step.
   */
  public Interleavings guarded(Class<?>... classes) {
    Set<String> names = new HashSet<>(oneStepEach);
    Arrays.stream(classes).map(Class::getName).forEach(names::add);
    return new Interleavings(operations, specification, scenarios, library, names);
  }

  /**
   * Tries them all.
   *
   * @throws org.jetbrains.lincheck.LincheckAssertionError if one has results that no order of the
   *     operations explains; its message is the interleaving
   */
  public void check() {
    ModelCheckingOptions options =
        new ModelCheckingOptions()
            .iterations(0)
            .invocationsPerIteration(INVOCATIONS)
            // It warns of each record and lambda whose fields it cannot read to name an object.
            .logLevel(LoggingLevel.ERROR)
            .threads(2)
            .actorsPerThread(2)
            .actorsBefore(1)
            .actorsAfter(1)
            .minimizeFailedScenario(false)
            .sequentialSpecification(specification)
            .verifier(Counting.class)
            // Internal to Lincheck, hence the name: what hangs is to be told from a busy machine.
            .invocationTimeout$lincheck(HANGS_AFTER.toMillis());
    options.addGuarantee(forClasses(LOCK::equals).methods(LOCK_STEPS::contains).treatAsAtomic());
    options.addGuarantee(
        forClasses(this::isOneStepEach).methods(Interleavings::isOneStep).treatAsAtomic());
    scenarios.forEach(options::addCustomScenario);
    long before = Counting.JUDGED.get();
    options.check(operations);
    long judged = Counting.JUDGED.get() - before;
    System.out.printf(
        "%s: %d scenarios, %d interleavings%n",
        operations.getSimpleName(), scenarios.size(), judged);
    if (judged == 0) {
      throw new IllegalStateException("no interleaving was tried");
    }
  }

  /** Judges as Lincheck does, and counts; made by Lincheck. */
  public static final class Counting implements Verifier {
    private static final AtomicLong JUDGED = new AtomicLong();

    private final Verifier verifier;

    /** For the results that this sequential specification gives. */
    public Counting(Class<?> specification) {
      verifier = new LinearizabilityVerifier(specification);
    }

    @Override
    public boolean verifyResults(ExecutionScenario scenario, ExecutionResult results) {
      JUDGED.incrementAndGet();
      return verifier.verifyResults(scenario, results);
    }
  }

  private boolean isOneStepEach(String name) {
    return oneStepEach.contains(name) || (library == Library.ONE_STEP_EACH && isLibrary(name));
  }

  private static boolean isLibrary(String name) {
    return name.startsWith("java.nio.")
        || (name.startsWith("java.util.")
            && !name.startsWith("java.util.concurrent.")
            && !name.startsWith("java.util.function.")
            && !name.startsWith("java.util.Optional"));
  }

  /** What calls back may wait for a lock, and is no step. */
  private static boolean isOneStep(String method) {
    return !method.equals("forEach") && !method.equals("run") && !method.equals("accept");
  }

  private List<Actor> actors(List<String> calls) {
    return calls.stream().map(this::actor).toList();
  }

  private Actor actor(String call) {
    String[] words = call.split(" ", -1);
    Method method =
        Arrays.stream(operations.getMethods())
            .filter(one -> one.getName().equals(words[0]))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no operation " + call));
    List<Object> arguments = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      arguments.add(Integer.valueOf(words[i]));
    }
    return new Actor(method, arguments);
  }
}
