/** Tests of the sessions and the votes. */
@NullMarked
package dev.handoff.delivery;

import org.jspecify.annotations.NullMarked;
