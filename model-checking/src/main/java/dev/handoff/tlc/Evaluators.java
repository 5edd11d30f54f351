package dev.handoff.tlc;

import java.nio.file.Path;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Opens evaluators, each in a class loader of its own.
 *
 * <p>Thread-safe: evaluators may be opened and used side by side, each by one thread.
 */
public final class Evaluators {
  private final Scratch scratch;
  private final Path standardModules;
  private final Literals literals = new Literals();
  private final IsolatedRuns runs;

  /** Rooms that nobody uses, by the module that they know; see {@link IsolatedRuns}. */
  private final Map<String, Deque<IsolatedRuns.Room>> idle = new ConcurrentHashMap<>();

  /**
   * Prepares what evaluators share.
   *
   * @param scratch for what TLC writes; left to its owner
   */
  public Evaluators(Scratch scratch) throws TlcException {
    this.scratch = scratch;
    this.standardModules = StandardModules.unpack(scratch);
    this.runs = new IsolatedRuns();
  }

  /**
   * Parses a specification.
   *
   * @param model its module and configuration; witnesses and timeout are of no account
   * @param kin what names the module, whose variables and operators another of that name shares
   * @throws TlcException if it does not parse, or does not fit its configuration
   */
  public Opened open(ModelRequest model, String kin) throws TlcException {
    Path folder = scratch.fresh("evaluator-");
    byte[] job =
        Inside.write(
            new Inside.Job(
                model, literals.of(model), standardModules.toString(), folder.toString()));
    Deque<IsolatedRuns.Room> rooms =
        idle.computeIfAbsent(kin, name -> new ConcurrentLinkedDeque<>());
    IsolatedRuns.Room left = rooms.poll();
    IsolatedRuns.Room room = left == null ? runs.open() : left;
    return new Opened(room.evaluator(job), () -> rooms.add(room));
  }

  /**
   * An evaluator in use. To close it lets the next one of that kin have its class loader, in which
   * TLC is compiled already: that is most of what a small model costs. It must not be used
   * afterwards, nor its states.
   */
  public static final class Opened implements AutoCloseable {
    private final Evaluator evaluator;
    private final AtomicReference<Runnable> release;

    private Opened(Evaluator evaluator, Runnable release) {
      this.evaluator = evaluator;
      this.release = new AtomicReference<>(release);
    }

    /** The evaluator. */
    public Evaluator evaluator() {
      return evaluator;
    }

    @Override
    public void close() {
      Runnable once = release.getAndSet(() -> {});
      if (once != null) {
        once.run();
      }
    }
  }
}
