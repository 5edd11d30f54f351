/**
 * Benchmarks: each part of the reference implementation beside the plainest thing that does the
 * same work, in one run.
 */
@NullMarked
package dev.handoff.bench;

import org.jspecify.annotations.NullMarked;
