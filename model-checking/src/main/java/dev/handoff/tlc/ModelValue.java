package dev.handoff.tlc;

import java.io.Serializable;

/**
 * A model value of a configuration: equal to itself only, and no string.
 *
 * @param name as the configuration writes it
 */
public record ModelValue(String name) implements Serializable {
  @Override
  public String toString() {
    return name;
  }
}
