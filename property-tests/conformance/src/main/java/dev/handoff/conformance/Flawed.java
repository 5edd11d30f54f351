package dev.handoff.conformance;

import java.util.Map;

/**
 * A flawed design in code. It must agree with its own module, and be caught when it is held against
 * the reference.
 */
public interface Flawed {
  /** The protocol's name in the manifest. */
  String protocol();

  /** The design's name in the manifest. */
  String design();

  /** The scenario, and with it the model, in which its flaw shows. */
  String scenario();

  /** The property that it violates there. */
  String property();

  /** The reference module that it is held against. */
  String reference();

  /**
   * A fresh implementation in the initial state. Its subject knows the actions of the design's own
   * module and of the reference's; what the flawed code has no counterpart for does nothing.
   *
   * @param constants the module's constants by name
   */
  Subject start(Map<String, Object> constants);
}
