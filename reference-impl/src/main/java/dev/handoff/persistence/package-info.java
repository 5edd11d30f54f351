/** Batch persistence: {@code spec/persistence/BatchPersistence.tla} in Java. */
@NullMarked
package dev.handoff.persistence;

import org.jspecify.annotations.NullMarked;
