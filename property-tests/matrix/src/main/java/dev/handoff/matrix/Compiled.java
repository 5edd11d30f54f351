package dev.handoff.matrix;

import dev.handoff.seeded.SeededBug;
import java.nio.file.Path;

/**
 * A bug, ready to be tried.
 *
 * @param bug the bug
 * @param overlay the folder of the classes that it changes
 * @param reaching what could notice it
 */
record Compiled(SeededBug bug, Path overlay, Reach.Reaching reaching) {}
