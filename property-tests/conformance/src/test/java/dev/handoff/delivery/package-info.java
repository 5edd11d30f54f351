/** The acknowledged session held against {@code spec/delivery/PeerDelivery.tla}. */
@NullMarked
package dev.handoff.delivery;

import org.jspecify.annotations.NullMarked;
