package dev.handoff.spec;

/** A constant that the manifest writes in its own way. */
interface Written {
  /** How the manifest writes it. */
  String written();
}
