/**
 * Which layer of checks catches which seeded bug: applies each, runs each layer alone, and writes
 * the matrix. It answers what each layer is worth.
 */
@NullMarked
package dev.handoff.matrix;

import org.jspecify.annotations.NullMarked;
