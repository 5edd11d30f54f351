/** What the tests of interleavings have in common. */
@NullMarked
package dev.handoff.lincheck;

import org.jspecify.annotations.NullMarked;
