package dev.handoff.fanout;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Guard;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the batches in progress. Their transactions are excluded from later pulls, until the batch
 * is committed or has expired; a batch that hears of neither would exclude them for ever.
 *
 * <p>Thread-safe; all state is guarded by the log's guard.
 *
 * <table>
 * <caption>Shared state</caption>
 * <tr><th>field</th><th>who writes</th><th>guard or access mode</th></tr>
 * <tr><td>excluded</td><td>whoever adds or removes a batch</td><td>the log's guard</td></tr>
 * </table>
 */
public final class BatchGenerator extends Component<Batch> {
  /** How many batches in progress contain the transaction. */
  private final Map<Digest, Integer> excluded = new HashMap<>();

  BatchGenerator(FanOutSettings settings, Guard guard) {
    super(ComponentName.BATCH_GENERATOR, settings, guard);
  }

  /** Keeps the batch until it is committed or has expired, or says why not. */
  public Admission begin(Batch batch) {
    return admit(batch);
  }

  /** Returns those of the transactions, in their order, that are in no batch in progress. */
  public List<Digest> pull(Collection<Digest> transactions) {
    return read(
        () ->
            transactions.stream()
                .filter(transaction -> !excluded.containsKey(transaction))
                .toList());
  }

  /** Returns the batches in progress, the oldest first. */
  public List<Batch> batches() {
    return read(() -> List.copyOf(items().values()));
  }

  @Override
  long horizon(long time, long forgotten) {
    return time;
  }

  @Override
  void added(Batch batch) {
    for (Digest transaction : batch.transactions()) {
      excluded.merge(transaction, 1, Integer::sum);
    }
  }

  @Override
  void removed(Batch batch) {
    for (Digest transaction : batch.transactions()) {
      excluded.computeIfPresent(transaction, (key, count) -> count == 1 ? null : count - 1);
    }
  }

  @Override
  Bytes encode(Batch batch) {
    ByteBuffer value = ByteBuffer.allocate(Digest.SIZE * batch.transactions().size());
    for (Digest transaction : batch.transactions()) {
      value.put(transaction.bytes().buffer());
    }
    return Bytes.from(value.flip());
  }

  @Override
  Batch decode(BatchInfo info, ByteBuffer rest) {
    List<Digest> transactions = new ArrayList<>();
    while (rest.hasRemaining()) {
      transactions.add(Records.digest(rest));
    }
    return new Batch(info, transactions);
  }
}
