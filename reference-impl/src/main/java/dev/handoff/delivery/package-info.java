/**
 * Acknowledged sessions and votes: {@code spec/delivery/PeerDelivery.tla}, {@code
 * PeerIsolation.tla} and {@code VoteQuorum.tla} in Java.
 */
@NullMarked
package dev.handoff.delivery;

import org.jspecify.annotations.NullMarked;
