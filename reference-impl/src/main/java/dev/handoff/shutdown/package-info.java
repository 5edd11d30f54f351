/**
 * The outbound half of a peer connection, and its close: {@code spec/shutdown/PeerShutdown.tla} in
 * Java.
 */
@NullMarked
package dev.handoff.shutdown;

import org.jspecify.annotations.NullMarked;
