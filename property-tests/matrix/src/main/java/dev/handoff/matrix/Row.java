package dev.handoff.matrix;

/**
 * Whether a layer catches a bug.
 *
 * @param bug the bug's id
 * @param layer the layer, run alone
 * @param effort how far it went
 * @param caught whether it failed
 * @param millis from the start of its JVM to the first failure, or to the end
 * @param by the test that failed, or how the JVM ended; empty if not caught
 */
record Row(String bug, Layer layer, Effort effort, boolean caught, long millis, String by) {
  String protocol() {
    return bug.substring(0, bug.indexOf('/'));
  }

  boolean isOf(String otherBug, Layer otherLayer, Effort otherEffort) {
    return bug.equals(otherBug) && layer == otherLayer && effort == otherEffort;
  }
}
