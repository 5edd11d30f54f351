/**
 * Runs the races. A race is a jcstress test beside the class that it races, in a class that ends in
 * {@code Race}: the idea alone, and what ships.
 */
@NullMarked
package dev.handoff.stress;

import org.jspecify.annotations.NullMarked;
