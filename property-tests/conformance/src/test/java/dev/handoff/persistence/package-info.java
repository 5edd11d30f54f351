/** The conformance of batch persistence: what drives it, and its flawed designs in code. */
@NullMarked
package dev.handoff.persistence;

import org.jspecify.annotations.NullMarked;
