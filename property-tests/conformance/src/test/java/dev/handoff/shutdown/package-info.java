/**
 * The peer connection's shutdown held against {@code PeerShutdown.tla}, and the properties of its
 * data structures.
 */
@NullMarked
package dev.handoff.shutdown;

import org.jspecify.annotations.NullMarked;
