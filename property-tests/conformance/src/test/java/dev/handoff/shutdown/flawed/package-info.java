/** Flawed designs of a peer connection's shutdown, in code: the checks must catch them. */
@NullMarked
package dev.handoff.shutdown.flawed;

import org.jspecify.annotations.NullMarked;
