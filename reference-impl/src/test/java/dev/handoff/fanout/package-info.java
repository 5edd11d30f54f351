/** Tests of the commit fan-out. */
@NullMarked
package dev.handoff.fanout;

import org.jspecify.annotations.NullMarked;
