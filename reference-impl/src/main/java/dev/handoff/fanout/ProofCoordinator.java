package dev.handoff.fanout;

import dev.handoff.Bytes;
import dev.handoff.Digest;
import dev.handoff.Guard;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Keeps the proofs in progress, and books batches as committed, so that no signature is collected
 * for them any more.
 *
 * <p>It has no clock: a proof in progress leaves when its batch is committed or somebody ends it.
 * What it cannot know any more is whether a batch was committed that the history has forgotten; so
 * it treats those that expired by then as committed.
 *
 * <p>Thread-safe; all state is guarded by the log's guard.
 */
public final class ProofCoordinator extends Component<ProofInProgress> {

  ProofCoordinator(FanOutSettings settings, Guard guard) {
    super(ComponentName.PROOF_COORDINATOR, settings, guard);
  }

  /** Begins to collect signatures for the batch, or says why not. */
  public Admission begin(ProofInProgress proof) {
    return admit(proof);
  }

  /**
   * Ends the collection: the proof is complete, or was given up.
   *
   * @return whether there was one; no while the component is down or has stopped
   */
  public boolean end(Digest batch) {
    return dismiss(batch);
  }

  /** Returns whether the batch is booked as committed, and has not expired since. */
  public boolean isCommitted(Digest batch) {
    return read(() -> history().contains(batch));
  }

  /** Returns the proofs in progress, the oldest first. */
  public List<ProofInProgress> proofs() {
    return read(() -> List.copyOf(items().values()));
  }

  @Override
  long horizon(long time, long forgotten) {
    return forgotten;
  }

  @Override
  void added(ProofInProgress proof) {}

  @Override
  void removed(ProofInProgress proof) {}

  @Override
  Bytes encode(ProofInProgress proof) {
    return Bytes.EMPTY;
  }

  @Override
  ProofInProgress decode(BatchInfo info, ByteBuffer rest) {
    return new ProofInProgress(info);
  }
}
