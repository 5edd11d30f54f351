/**
 * TLC behind an interface: the only package that names {@code tlc2} or {@code tla2sany}. Only types
 * of the JDK and the records of this package leave it.
 */
@NullMarked
package dev.handoff.tlc;

import org.jspecify.annotations.NullMarked;
