package dev.handoff.tlc;

import java.io.IOException;

/** What came back from {@link Inside}. */
final class Outcome {
  private Outcome() {}

  /**
   * The result.
   *
   * @throws TlcException if there is none
   */
  static ModelResult of(byte[] bytes, Deadline deadline) throws TlcException {
    Object outcome;
    try {
      outcome = Inside.read(bytes);
    } catch (IOException e) {
      throw new TlcException(TlcException.Kind.TOOLS, "TLC's result is damaged: " + e.getMessage());
    }
    if (outcome instanceof ModelResult result) {
      return result;
    }
    Inside.Failure failure = (Inside.Failure) outcome;
    if (failure.kind() == TlcException.Kind.CANCELLED && deadline.over()) {
      throw deadline.exceeded();
    }
    throw new TlcException(failure.kind(), failure.message());
  }
}
