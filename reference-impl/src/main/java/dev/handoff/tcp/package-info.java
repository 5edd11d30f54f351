/** Adapter: non-blocking sockets, with mutual TLS. */
@NullMarked
package dev.handoff.tcp;

import org.jspecify.annotations.NullMarked;
