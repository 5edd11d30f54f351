/** What mutation testing leaves over, held against a list with the reasons. */
@NullMarked
package dev.handoff.mutation;

import org.jspecify.annotations.NullMarked;
