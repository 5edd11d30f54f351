package dev.handoff;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;

/**
 * The answer to an offer: through it the owner learns the {@link Fate} of its item, exactly once.
 *
 * <p>Whoever took the item over holds the other end, a {@link Promise}. A receipt is settled when
 * its fate is decided, and that is visible to {@link #fate()} at once; listeners are told a moment
 * later, when the one who decided has left its critical section.
 *
 * <p>Thread-safe.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>state</td><td>listeners push, the promise settles</td><td>compare-and-set; reads are volatile</td></tr>
 * </table>
 */
public final class Receipt {
  /** Either a stack of listeners or the fate; once a fate, for ever that fate. */
  private sealed interface State {}

  private record Settled(Fate fate) implements State {}

  private record Waiting(Consumer<? super Fate> listener, State before) implements State {}

  /** The bottom of the stack of listeners. */
  private enum Nobody implements State {
    NOBODY
  }

  private static final AtomicReferenceFieldUpdater<Receipt, State> STATE =
      AtomicReferenceFieldUpdater.newUpdater(Receipt.class, State.class, "state");

  private volatile State state;

  private Receipt(State state) {
    this.state = state;
  }

  static Receipt open() {
    return new Receipt(Nobody.NOBODY);
  }

  /** Returns a receipt that is settled already. */
  public static Receipt of(Fate fate) {
    return new Receipt(new Settled(fate));
  }

  /** Returns the receipt of an offer that was refused. */
  public static Receipt refused(Reason reason) {
    return of(new Fate.Refused(reason));
  }

  /** Returns the fate, or empty while it is not decided. */
  public Optional<Fate> fate() {
    return state instanceof Settled settled ? Optional.of(settled.fate()) : Optional.empty();
  }

  /**
   * Calls the listener once, with the fate: at once on this thread if it is known, else on the
   * thread that decides it. A listener must be quick, and must not throw: what it throws reaches
   * the handler of uncaught exceptions of that thread, and nobody else.
   */
  public void onFate(Consumer<? super Fate> listener) {
    for (State seen = state; !(seen instanceof Settled); seen = state) {
      if (STATE.compareAndSet(this, seen, new Waiting(listener, seen))) {
        return;
      }
    }
    tell(listener, fate().orElseThrow());
  }

  /** Returns a stage that completes with the fate, and never exceptionally. */
  public CompletionStage<Fate> stage() {
    CompletableFuture<Fate> stage = new CompletableFuture<>();
    onFate(stage::complete);
    return stage.minimalCompletionStage();
  }

  /**
   * Decides the fate.
   *
   * @return what tells the listeners, to be run outside any lock
   * @throws IllegalStateException if it was decided before
   */
  Runnable settle(Fate fate) {
    for (State seen = state; !(seen instanceof Settled); seen = state) {
      if (STATE.compareAndSet(this, seen, new Settled(fate))) {
        State listeners = seen;
        return listeners == Nobody.NOBODY ? Guard.NOTHING : () -> tellAll(listeners, fate);
      }
    }
    throw new IllegalStateException(
        "an item has one fate: it was %s, and cannot become %s"
            .formatted(fate().orElseThrow(), fate));
  }

  private static void tellAll(State listeners, Fate fate) {
    for (State next = listeners; next instanceof Waiting waiting; next = waiting.before()) {
      tell(waiting.listener(), fate);
    }
  }

  /** One listener that throws must not keep the others from being told. */
  static <T> void tell(Consumer<? super T> listener, T news) {
    try {
      listener.accept(news);
    } catch (RuntimeException | Error e) {
      Uncaught.report(e);
    }
  }

  @Override
  public String toString() {
    return fate().map(Fate::toString).orElse("accepted");
  }
}
