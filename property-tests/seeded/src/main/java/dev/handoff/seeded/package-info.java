/**
 * Mistakes that an engineer could make, seeded into the reference implementation one at a time: to
 * see that the checks catch them.
 *
 * <p>A bug is an edit of one source file. The edited copy is compiled into a folder, and a JVM of
 * its own has that folder first on its class path: so every check runs on the classes that ship,
 * but for the one with the mistake, and nothing has to be built again.
 */
@NullMarked
package dev.handoff.seeded;

import org.jspecify.annotations.NullMarked;
