package dev.handoff.fanout;

import dev.handoff.Bytes;
import dev.handoff.Guard;
import dev.handoff.Metrics;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Keeps the queue of proofs, drops those that are committed or have expired, and publishes
 * backpressure: what remains.
 *
 * <p>Thread-safe.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>transactions</td><td>whoever adds or removes a proof</td><td>the log's guard</td></tr>
 * <tr><td>backpressure</td><td>the same</td><td>the log's guard; reads are volatile</td></tr>
 * <tr><td>listeners</td><td>anyone</td><td>copy on write</td></tr>
 * </table>
 */
public final class ProofManager extends Component<Proof> {
  private final List<Consumer<? super Backpressure>> listeners = new CopyOnWriteArrayList<>();
  private final Metrics metrics;
  private final Runnable publish = this::publish;
  private long transactions;
  private volatile Backpressure backpressure = Backpressure.NONE;

  ProofManager(FanOutSettings settings, Guard guard, Metrics metrics) {
    super(ComponentName.PROOF_MANAGER, settings, guard);
    this.metrics = metrics;
  }

  /** Queues the proof until its batch is committed or has expired, or says why not. */
  public Admission offer(Proof proof) {
    return admit(proof);
  }

  /** Returns the oldest proofs; they stay in the queue until a commit or the time removes them. */
  public List<Proof> pull(int most) {
    return read(() -> items().values().stream().limit(most).toList());
  }

  /** Returns the backpressure, as the last change of the queue left it. Never waits. */
  public Backpressure backpressure() {
    return backpressure;
  }

  /**
   * Calls the listener after each change of the backpressure, with what it is by then. Calls on
   * different threads may overtake each other: {@link #backpressure} has the latest. What a
   * listener throws is counted.
   */
  public void onBackpressure(Consumer<? super Backpressure> listener) {
    listeners.add(listener);
  }

  @Override
  void changed(Guard.Section section) {
    Backpressure before = backpressure;
    int proofs = items().size();
    if (before.proofs() != proofs || before.transactions() != transactions) {
      backpressure = new Backpressure(proofs, transactions);
      section.afterwards(publish);
    }
  }

  private void publish() {
    for (Consumer<? super Backpressure> listener : listeners) {
      try {
        listener.accept(backpressure);
      } catch (RuntimeException e) {
        metrics.failure(CommitLog.PROTOCOL, "backpressure-listener");
      }
    }
  }

  @Override
  long horizon(long time, long forgotten) {
    return time;
  }

  @Override
  void added(Proof proof) {
    transactions += proof.transactions();
  }

  @Override
  void removed(Proof proof) {
    transactions -= proof.transactions();
  }

  @Override
  Bytes encode(Proof proof) {
    return Bytes.copyOf(ByteBuffer.allocate(Integer.BYTES).putInt(proof.transactions()).array());
  }

  @Override
  Proof decode(BatchInfo info, ByteBuffer rest) {
    return new Proof(info, rest.getInt());
  }
}
