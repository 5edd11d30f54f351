package dev.handoff.matrix;

/** The matrix cannot be made: a check does not pass without a bug, or runs nothing. */
final class MatrixException extends Exception {
  private static final long serialVersionUID = 1L;

  MatrixException(String message) {
    super(message);
  }
}
